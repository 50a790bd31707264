using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// The kernel's modules at /lib/modules/VERSION, for workloads that can do something with them: a disk's file system, an init
/// system, or capabilities that make the kernel ask for modules. Any other container gets no folder that its image has not.
/// </summary>
public static class ModuleMount
{
    private const string Folder = "/lib/modules";

    private static readonly string[] Capabilities = ["CAP_SYS_MODULE", "CAP_SYS_ADMIN", "CAP_NET_ADMIN"];

    /// <returns>A mount below /vm, or null.</returns>
    public static JsonObject? Make(JsonObject spec, OptionValues options, LaunchPlan plan, Kernel kernel, ImageTree image)
    {
        var all = options.Of(Options.KernelMountLibModules);
        if (!all && !plan.Guest.InitSystem && !plan.Guest.Mounts.Any(m => m.Type is "btrfs" or "xfs")
            && !spec.Object("process").Object("capabilities").Texts("bounding").Any(Capabilities.Contains))
            return null;
        if (kernel.Modules is not { } source || Directory.GetDirectories(source) is not [var version])
            return null; // a kernel without modules, or the image's, which has them there
        // Where the user has mounted something there, it is for another kernel, and often cannot be written to.
        var destination = image.Resolve(Folder);
        if (!all && !image.IsMount(destination))
            (source, destination) = (version, $"{destination}/{Path.GetFileName(version)}");
        return new()
        {
            ["destination"] = Paths.SharedRoot + destination,
            ["type"] = "bind",
            ["source"] = source,
            ["options"] = Spec.Array(["bind", "rprivate", "ro", "nosuid", "nodev", "noexec"]),
        };
    }
}
