using Dkvm.Contract;
using Dkvm.HostSide.Kernels;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>The VM's kernel: what the option says, else the image's own, else its distribution's, else the default.</summary>
/// <param name="Reason">For the log, where it is not the default; or null.</param>
/// <param name="Warning">For the user; or null.</param>
public sealed record KernelPlanner(Kernel Kernel, string? Reason = null, string? Warning = null)
{
    /// <summary>os-release(5): "/etc/os-release takes precedence over /usr/lib/os-release".</summary>
    private static readonly string[] ReleaseFiles = ["etc/os-release", "usr/lib/os-release"];

    private const int MostReleaseBytes = 64 << 10;

    /// <param name="options">Of the container.</param>
    /// <param name="imageRoot">On the host.</param>
    /// <param name="store">What there is.</param>
    /// <param name="images">Makes an image's kernel ready.</param>
    /// <exception cref="DkvmException">The option names a kernel that is not there, or there is no default.</exception>
    public static KernelPlanner Choose(OptionValues options, string imageRoot, KernelStore store, ImageKernels images)
    {
        if (options.Has(Options.Kernel))
            return Named(store.Find(options.Of(Options.Kernel)), Options.Kernel.Name);
        if (!Directory.Exists(imageRoot))
            return new(store.Find(KernelChoice.Default)); // runc says so
        string? warning = null;
        using var tree = new FileTree(imageRoot);
        try
        {
            if (images.Find(tree) is { } own)
                return new(own, $"the image's own kernel, {own.Name}: it has no template, so the VM boots");
        }
        catch (Exception e) when (e is DkvmException or IOException or LinuxException)
        {
            warning = $"the image's own kernel cannot be used: {e.Message}; {Options.Kernel.Name} chooses one without this warning";
        }
        return (Distribution(tree) is { } distribution && store.Newest(distribution) is { } kernel
            ? Named(kernel, $"the image's distribution, {distribution}")
            : new KernelPlanner(store.Find(KernelChoice.Default))) with { Warning = warning };
    }

    /// <summary>ID of os-release(5), "a lower-case string".</summary>
    public static string? Distribution(FileTree image)
    {
        foreach (var file in ReleaseFiles)
            if (image.Stamp(file) is { Size: <= MostReleaseBytes } && image.ReadText(file, MostReleaseBytes) is { } text)
                return text.Split('\n').FirstOrDefault(l => l.StartsWith("ID=", StringComparison.Ordinal))?[3..].Trim().Trim('"', '\'') is { } id
                    && KernelChoice.IsName(id) ? id : null;
        return null;
    }

    private static KernelPlanner Named(Kernel kernel, string why) =>
        new(kernel, kernel.InPackage ? null : $"{kernel.Name} ({why}), which has no template, so the VM boots");
}
