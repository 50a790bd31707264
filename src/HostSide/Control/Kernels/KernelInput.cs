using System.Text;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Kernels;

/// <summary>What dkvmctl kernel add was given, as files.</summary>
/// <param name="Image">A vmlinuz or vmlinux, absolute.</param>
/// <param name="Release">As uname -r gives it.</param>
/// <param name="Modules">lib/modules/RELEASE, absolute; null for none.</param>
/// <param name="Distribution">The one that it is filed under where the user does not say.</param>
public sealed record KernelInput(string Image, string Release, string? Modules, string Distribution)
{
    /// <summary>Where a folder has its kernel: a kernel of ours, one built from source, a root file system.</summary>
    private static readonly string[] Names = ["vmlinux", "vmlinuz", "bzImage", "arch/x86/boot/bzImage"];

    /// <param name="source">A .deb file, a folder, a vmlinuz or a vmlinux.</param>
    /// <param name="modules">A folder with modules, or null.</param>
    /// <param name="work">An empty folder.</param>
    /// <exception cref="DkvmException">There is no kernel in it.</exception>
    public static KernelInput Read(string source, string? modules, string work)
    {
        source = Path.GetFullPath(source);
        if (Directory.Exists(source))
            return FromFolder(source, modules, "local");
        if (!File.Exists(source))
            throw new DkvmException($"there is no {source}", remedy: "give a Debian kernel package, a folder with a kernel and its modules, or a vmlinuz with --modules");
        if (IsPackage(source))
        {
            Unpack(source, work);
            return FromFolder(work, modules, "debian");
        }
        var release = ReleaseOf(source);
        return new(source, release, modules is null ? null : ModulesIn(Path.GetFullPath(modules), release), "local");
    }

    private static KernelInput FromFolder(string folder, string? modules, string distribution)
    {
        string[] found = [.. Names.Select(n => $"{folder}/{n}").Where(File.Exists).Take(1)];
        if (found.Length == 0)
            found = [.. ((string[])[folder, $"{folder}/boot"]).Where(Directory.Exists).SelectMany(f => Directory.GetFiles(f, "vmlinuz-*")).Order()];
        if (found.Length != 1)
            throw new DkvmException(
                found.Length == 0 ? $"{folder} has no kernel: neither {string.Join(", ", Names)} nor vmlinuz-* is there, nor boot/vmlinuz-*" : $"{folder} has {found.Length} kernels: {string.Join(", ", found.Select(Path.GetFileName))}",
                remedy: "name the kernel's file, and the folder of its modules with --modules");
        var release = ReleaseOf(found[0]);
        return new(found[0], release, modules is null ? ModulesBeside(folder, release) : ModulesIn(Path.GetFullPath(modules), release), distribution);
    }

    private static string? ModulesBeside(string folder, string release) =>
        ((string[])[$"{folder}/lib/modules/{release}", $"{folder}/usr/lib/modules/{release}", $"{folder}/modules/lib/modules/{release}", $"{folder}/modules/{release}"])
        .FirstOrDefault(Directory.Exists);

    private static string ModulesIn(string folder, string release) =>
        ModulesBeside(folder, release)
        ?? (Directory.Exists($"{folder}/{release}") ? $"{folder}/{release}" : null)
        ?? (Directory.Exists($"{folder}/kernel") || File.Exists($"{folder}/modules.dep") ? folder : null)
        ?? throw new DkvmException($"{folder} has no modules of {release}", remedy: $"give the folder that has lib/modules/{release}");

    private static string ReleaseOf(string image)
    {
        using var tree = new FileTree(Path.GetDirectoryName(image)!);
        var name = Path.GetFileName(image);
        var start = tree.ReadStart(name, BzImage.SetupBytes) ?? throw new DkvmException($"{image} is no file");
        if (!start.AsSpan().StartsWith("\u007FELF"u8))
            return BzImage.Release(start, image);
        // linux_banner, init/version.c.
        var whole = tree.Read(name, BzImage.MostBytes)!;
        var banner = "Linux version "u8;
        var at = whole.AsSpan().IndexOf(banner);
        var rest = at < 0 ? [] : whole.AsSpan(at + banner.Length, Math.Min(128, whole.Length - at - banner.Length));
        return Encoding.ASCII.GetString(rest[..Math.Max(rest.IndexOf((byte)' '), 0)]) is var release && KernelChoice.IsName(release)
            ? release
            : throw new DkvmException($"{image} does not say which release it is", remedy: "is it a Linux kernel?");
    }

    private static bool IsPackage(string file)
    {
        using var stream = File.OpenRead(file);
        var start = new byte[8];
        return stream.ReadAtLeast(start, 8, throwOnEndOfStream: false) == 8 && start.AsSpan().SequenceEqual("!<arch>\n"u8);
    }

    private static void Unpack(string package, string work)
    {
        var code = HostProgram.Run("dpkg-deb", "dpkg", ["-x", package, work], "unpack the package yourself and give its folder");
        if (code != 0)
            throw new DkvmException($"{package} cannot be unpacked: dpkg-deb ended with exit code {code}", remedy: "is the file whole? Get it again");
    }
}
