using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>Where a kernel's files are in a tree.</summary>
/// <param name="Image">A vmlinuz or a vmlinux.</param>
/// <param name="Release">As uname -r gives it.</param>
/// <param name="Modules">lib/modules/RELEASE; null for none.</param>
/// <param name="Initrd">Its own first root, where that is to be used; null for ours.</param>
public sealed record KernelSource(string Image, string Release, string? Modules, string? Initrd = null);

/// <summary>
/// What a VM needs of a kernel that the package does not know: <c>vmlinux</c> (or <c>vmlinuz</c>, where QEMU cannot enter it
/// otherwise), <c>modules.cpio</c>, which follows the package's guest.cpio in the initramfs, and <c>initrd</c>, which precedes it.
/// The supervisor puts them together at each start, so that they outlive the package.
/// </summary>
public static class KernelParts
{
    public const string ModulesName = "modules.cpio";
    private const int MostModuleBytes = 64 << 20;
    private const int MostInitrdBytes = 512 << 20;

    /// <param name="list">initramfs.modules of the package.</param>
    /// <returns>When to load it and its path in the tree, for each file in order; null where depmod was never run there.</returns>
    /// <exception cref="DkvmException">The kernel cannot be a VM's.</exception>
    public static IReadOnlyList<(string When, string Path)>? ModulesOf(FileTree tree, string folder, string list)
    {
        if (ModuleIndex.Read(tree, folder) is not { } index)
            return null;
        var files = new List<(string, string)>();
        foreach (var (when, module) in Wanted(list))
        {
            if (when is "first" or "network" && index.Lacks(module))
                throw new DkvmException($"{folder}: this kernel has no {module}, neither built in nor as a module", remedy: "choose a kernel that has the virtio drivers");
            foreach (var file in index.FilesOf(module) ?? [])
                if (!files.Any(f => f.Item2 == $"{folder}/{file}"))
                    files.Add((when, $"{folder}/{file}"));
        }
        return files;
    }

    /// <summary>Writes them to an empty folder.</summary>
    /// <exception cref="DkvmException">What is missing, or damaged.</exception>
    public static void Write(FileTree tree, KernelSource source, string list, string into)
    {
        var image = tree.Read(source.Image, BzImage.MostBytes) ?? throw new DkvmException($"there is no {source.Image}");
        if (BzImage.HasPvhEntry(image))
            File.WriteAllBytes($"{into}/vmlinux", image);
        else if (BzImage.Vmlinux(image, source.Image) is { } kernel)
            File.WriteAllBytes($"{into}/vmlinux", kernel);
        else
            File.WriteAllBytes($"{into}/vmlinuz", image);
        if (source.Initrd is { } initrd)
            File.WriteAllBytes($"{into}/initrd", tree.Read(initrd, MostInitrdBytes) ?? throw new DkvmException($"there is no {initrd}"));
        File.WriteAllBytes($"{into}/{ModulesName}", source.Initrd is null ? Modules(tree, source, list) : Names(list));
    }

    /// <summary>The archive with the modules themselves.</summary>
    private static byte[] Modules(FileTree tree, KernelSource source, string list)
    {
        var archive = new CpioWriter();
        var lines = new StringBuilder();
        var folder = $"lib/modules/{source.Release}";
        foreach (var part in (string[])["lib", "lib/modules", folder])
            archive.AddFolder(part);
        foreach (var (when, path) in source.Modules is null ? [] : ModulesOf(tree, source.Modules, list) ?? [])
        {
            var packed = tree.Read(path, MostModuleBytes) ?? throw new DkvmException($"modules.dep names {path}, which is not there", remedy: "run depmod, or get the modules again");
            var module = Decompressor.Unpack(packed, path, MostModuleBytes) ?? throw new DkvmException($"{path} is compressed in an unknown way");
            var name = $"{folder}/{Path.GetFileName(path).Split(".ko")[0]}.ko";
            archive.AddFile(name, module);
            lines.Append(when).Append(" /").Append(name).Append('\n');
        }
        archive.AddFile("modules", Encoding.ASCII.GetBytes(lines.ToString()));
        return archive.Finish();
    }

    /// <summary>The archive that only names modules: they are in the kernel's own initrd.</summary>
    private static byte[] Names(string list)
    {
        var archive = new CpioWriter();
        archive.AddFile("modules", Encoding.ASCII.GetBytes(string.Concat(Wanted(list).Select(w => $"{w.When} {w.Module}\n"))));
        return archive.Finish();
    }

    private static IEnumerable<(string When, string Module)> Wanted(string list) =>
        from line in list.Split('\n')
        where line.Length > 0 && line[0] != '#'
        let words = line.Split(' ')
        where words.Length == 2
        select (words[0], words[1]);
}
