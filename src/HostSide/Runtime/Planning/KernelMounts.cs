using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>What options change about the kernel's file systems in the guest: DKVM_CGROUPFS, DKVM_DEV_SHM_SIZE.</summary>
public static class KernelMounts
{
    private const string Shm = "/dev/shm";
    private const string Unified = "/unified";

    public static IReadOnlyList<MountPlan> Make(IEnumerable<MountPlan> mounts, OptionValues options) =>
        [.. mounts.SelectMany(mount => mount switch
        {
            { Type: "cgroup" or "cgroup2" } => ControlGroups(mount, options.Of(Options.CgroupFs)),
            { Type: "tmpfs", Destination: Shm } when options.Has(Options.DevShmSize) =>
                [mount with { Options = [.. mount.Options.Where(o => !o.StartsWith("size=", StringComparison.Ordinal)), $"size={options.Of(Options.DevShmSize)}"] }],
            _ => [mount],
        })];

    /// <summary>The guest has a hierarchy of its own, whatever the host has: in the plan "cgroup" is version 1, "cgroup2" version 2.</summary>
    private static IEnumerable<MountPlan> ControlGroups(MountPlan mount, CgroupVersion version)
    {
        if (version is CgroupVersion.One or CgroupVersion.Hybrid)
            yield return mount with { Type = "cgroup" };
        if (version is CgroupVersion.Two)
            yield return mount with { Type = "cgroup2" };
        if (version is CgroupVersion.Hybrid)
            yield return mount with { Type = "cgroup2", Destination = mount.Destination + Unified };
    }
}
