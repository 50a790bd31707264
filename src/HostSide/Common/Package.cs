using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>
/// The installed package: the folder that holds bin/, rootfs/, kernels/, version.json and SHA256SUMS. An upgrade puts
/// a new folder beside it and moves a link, so what is bound to a running VM goes by <see cref="Folder"/>, and what has
/// to work after an upgrade goes by <see cref="Program"/>.
/// </summary>
/// <param name="Folder">Absolute, without links: this very version.</param>
/// <param name="Program">The program's path as it was started, which may lead through the link to the version in use.</param>
public sealed record Package(string Folder, string Program)
{
    /// <summary>dkvmctl, beside <see cref="Program"/>.</summary>
    public string ControlProgram => $"{Path.GetDirectoryName(Program)}/dkvmctl";

    public string Rootfs => $"{Folder}/rootfs";

    /// <summary>On the host: one folder per kernel, <c>dist/version</c>, and links.</summary>
    public string Kernels => Rootfs + Paths.Kernels;

    /// <summary>On the host: DIR/kernels of DIR/versions/X, where kernels can be added; null for a package that is not installed.</summary>
    public string? AddedKernels => Path.GetDirectoryName(Folder) is { } versions && Path.GetFileName(versions) == "versions"
        ? $"{Path.GetDirectoryName(versions)}/kernels"
        : null;

    /// <summary>The modules that a guest needs, by when: build/initramfs.modules.</summary>
    public string ModuleList => File.ReadAllText(Rootfs + Paths.ModuleList);

    /// <summary>The package that the running program belongs to: it is <c>bin/…</c> there.</summary>
    public static Package OfThisProgram()
    {
        var real = Environment.ProcessPath ?? throw new DkvmException("/proc is not mounted, so this program cannot find its package");
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(real)) ?? "/";
        return new(folder, StablePath(folder, real, Environment.GetCommandLineArgs()[0]));
    }

    /// <summary>DIR/versions/X/bin/NAME is also DIR/bin/NAME while X is the version in use; else as it was started.</summary>
    private static string StablePath(string folder, string real, string started)
    {
        if (Path.GetDirectoryName(folder) is { } versions && Path.GetFileName(versions) == "versions"
            && $"{Path.GetDirectoryName(versions)}/bin/{Path.GetFileName(real)}" is var linked && FileIdentity.Same(linked, real))
            return linked;
        return Path.IsPathFullyQualified(started) && FileIdentity.Same(started, real) ? started : real;
    }

    /// <summary>Runs a program of <see cref="Rootfs"/> on the host, with the libraries and settings that lie there as well.</summary>
    /// <param name="path">In the root file system.</param>
    /// <param name="arguments">From argument 1 on.</param>
    /// <param name="descriptors">Ours that become 0, 1, 2 … there.</param>
    /// <returns>The exit code, or 128 + the signal's number.</returns>
    public int RunTool(string path, IReadOnlyList<string> arguments, IReadOnlyList<int> descriptors) => RunToEnd.Run(
        $"{Rootfs}/lib64/ld-linux-x86-64.so.2",
        ["--inhibit-cache", "--library-path", $"{Rootfs}/usr/lib/x86_64-linux-gnu", Rootfs + path, .. arguments],
        descriptors,
        [$"MKE2FS_CONFIG={Rootfs}/etc/mke2fs.conf"]);

    /// <exception cref="DkvmException">The program runs from elsewhere, such as a build folder.</exception>
    public Package Complete() => Directory.Exists(Rootfs)
        ? this
        : throw new DkvmException(
            $"there is no root file system at {Rootfs}",
            remedy: "start dkvm from an installed package, such as /opt/dkvm/bin/dkvm");
}
