using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The container's mounts. Order is meaning, as runc mounts from first to last: kernel file systems, the image at /vm,
/// the workload's mounts below it in their own order, and what is between the supervisor and the host.
/// </summary>
public static class MountRewrite
{
    public static void Lay(JsonObject spec, RewriteInput input)
    {
        var mounts = new JsonArray(
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
            // Says whether a helper was killed since the container's memory limit was reached.
            Mount(Paths.ControlGroups, "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev"),
            Mount("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec", "mode=1777", "size=64m"),
            Mount("/run", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec", "mode=755", "size=64m"),
            // Nothing of the image is ever executed, or used as a device, on this side of the VM.
            Mount(Paths.SharedRoot, "bind", input.ImageRoot, "rbind", "rprivate", "nosuid", "nodev", "noexec"));
        foreach (var mount in input.Mounts.BelowVm)
            mounts.Add(mount.DeepClone());
        mounts.Add(Mount(Paths.Run, "bind", Paths.HostState(input.ContainerId), "bind", "rprivate", "nosuid", "nodev", "noexec"));
        mounts.Add(Mount(Paths.LaunchPlan, "bind", Paths.HostLaunchPlan(input.ContainerId), "bind", "rprivate", "ro", "nosuid", "nodev", "noexec"));
        if (input.Templates is { } templates)
            mounts.Add(Mount(Paths.Templates, "bind", templates.Folder, "bind", "rprivate", templates.Writable ? "rw" : "ro", "nosuid", "nodev", "noexec"));
        if (input.Kernel is { InPackage: false } kernel)
            mounts.Add(Mount(kernel.InContainer, "bind", kernel.Folder, "bind", "rprivate", "ro", "nosuid", "nodev", "noexec"));
        // By file: whoever starts the container may remove the folder as soon as it runs.
        if (input.Checkpoint is { } checkpoint)
        {
            mounts.Add(Mount(Paths.CheckpointMachine, "bind", checkpoint.Machine, "bind", "rprivate", "ro", "nosuid", "nodev", "noexec"));
            mounts.Add(Mount(Paths.CheckpointMemory, "bind", checkpoint.Memory, "bind", "rprivate", "ro", "nosuid", "nodev", "noexec"));
        }
        spec["mounts"] = mounts;
    }

    private static JsonNode Mount(string destination, string type, string source, params string[] options) => new JsonObject
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = Spec.Array(options),
    };
}
