using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>A kernel that a VM can start with.</summary>
/// <param name="Name"><c>dist/version</c>.</param>
/// <param name="Folder">On the host.</param>
/// <param name="InPackage">In the container's root; else it has to be mounted.</param>
/// <param name="IsImages">It is the image's own, which has its modules.</param>
public sealed record Kernel(string Name, string Folder, bool InPackage, bool IsImages = false)
{
    /// <summary>Where the supervisor finds it.</summary>
    public string InContainer => $"{(InPackage ? Paths.Kernels : Paths.OtherKernels)}/{Name}";

    /// <summary>lib/modules on the host, for the workload; null where it has none.</summary>
    public string? Modules => !IsImages && Directory.Exists($"{Folder}/modules/lib/modules") ? $"{Folder}/modules/lib/modules" : null;

    /// <summary>Whether a folder holds one.</summary>
    public static bool Is(string folder) =>
        (File.Exists($"{folder}/vmlinux") || File.Exists($"{folder}/vmlinuz"))
        && (File.Exists($"{folder}/initramfs") || File.Exists($"{folder}/{Kernels.KernelParts.ModulesName}"));
}
