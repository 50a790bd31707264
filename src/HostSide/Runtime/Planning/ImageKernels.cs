using Dkvm.Contract;
using Dkvm.HostSide.Kernels;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// The kernel in an image, where there is one, made ready once: its parts are kept below <paramref name="folder"/> with the
/// marks of every file that they were made from. The marks decide, so that no image gets what another one made.
/// </summary>
/// <param name="folder">On the host.</param>
/// <param name="moduleList">initramfs.modules of the package.</param>
public sealed class ImageKernels(string folder, Func<string> moduleList)
{
    /// <summary>How many are kept, beside those in use: the ones that were made last.</summary>
    private const int Kept = 8;

    /// <summary>What an entry was made from, a line for each file.</summary>
    private const string MarksName = "made-from";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Debian's, Ubuntu's and Alpine's, with the first root that belongs to each.</summary>
    private static readonly (string Image, string Initrd)[] Places =
        [("vmlinuz", "initrd.img"), ("boot/vmlinuz", "boot/initrd.img"), ("boot/vmlinuz-virt", "boot/initramfs-virt")];

    /// <returns>Null where the image has none.</returns>
    /// <exception cref="DkvmException">It has one that cannot be used.</exception>
    public Kernel? Find(FileTree image)
    {
        foreach (var (file, initrd) in Places)
            if (image.Stamp(file) is not null)
                return Ready(image, file, initrd);
        return null;
    }

    private Kernel Ready(FileTree image, string file, string initrd)
    {
        var list = moduleList();
        var release = BzImage.Release(image.ReadStart(file, BzImage.SetupBytes)!, file);
        var modules = $"lib/modules/{release}";
        // Ours takes the guest a fraction of the time; theirs has modules that the image itself may have left out.
        IReadOnlyList<string>? files = KernelParts.ModulesOf(image, modules, list)?.Select(m => m.Path).ToList();
        if (files is null && image.Stamp(initrd) is null)
            throw new DkvmException($"neither {modules}/modules.dep nor {initrd} is there, and it needs one of them");
        var source = files is null ? new KernelSource(file, release, null, initrd) : new KernelSource(file, release, modules);
        var marks = string.Join('\n', [list, .. ((string[])[file, .. files ?? [initrd]]).Select(f => $"{f} {image.Stamp(f)}")]);
        var name = $"{release}-{TemplateStore.Short(marks)}";
        if (Marks($"{folder}/{name}") != marks)
            Make(image, source, list, marks, name);
        return new($"image/{release}", $"{folder}/{name}", InPackage: false, IsImages: true);
    }

    private void Make(FileTree image, KernelSource source, string list, string marks, string name)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        var work = $"{folder}/.making-{Environment.ProcessId}";
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        Directory.CreateDirectory(work);
        try
        {
            KernelParts.Write(image, source, list, work);
            File.WriteAllText($"{work}/{MarksName}", marks);
            if (Marks($"{folder}/{name}") is { } other && other != marks)
                Directory.Move($"{folder}/{name}", $"{work}/old"); // made so that its name is the same
            if (FileNode.TryRename(work, $"{folder}/{name}") == 0)
                Forget(name);
        }
        finally
        {
            foreach (var left in (string[])[work, $"{folder}/{name}/old"])
                if (Directory.Exists(left))
                    Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>A VM that runs has read its kernel; one that has to start again needs it, which is soon or never.</summary>
    private void Forget(string newest)
    {
        var old = from entry in new DirectoryInfo(folder).EnumerateDirectories()
            where !entry.Name.StartsWith('.') && entry.Name != newest && entry.LastWriteTimeUtc < DateTime.UtcNow.AddHours(-1)
            orderby entry.LastWriteTimeUtc descending
            select entry;
        foreach (var entry in old.Skip(Kept - 1).ToList())
            entry.Delete(recursive: true);
    }

    private static string? Marks(string entry)
    {
        try
        {
            return File.ReadAllText($"{entry}/{MarksName}");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
