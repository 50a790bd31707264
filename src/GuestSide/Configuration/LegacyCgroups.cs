using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// Control groups of version 1: a hierarchy for each controller that the kernel has, and systemd's own, which has none
/// (Documentation/admin-guide/cgroup-v1).
/// </summary>
internal static class LegacyCgroups
{
    private const string Systemd = "systemd";

    /// <param name="plan">Where, and with which flags.</param>
    /// <param name="processes">A descriptor of /proc.</param>
    public static void Make(MountPlan plan, int processes)
    {
        var flags = MountOptions.Parse(plan.Options).Flags;
        Mount.Attach("tmpfs", plan.Destination, "tmpfs", flags & ~MountFlags.ReadOnly, "mode=755");
        // "cpu	0	1	1": name, hierarchy, groups, whether it is enabled; proc_cgroups(5).
        foreach (var line in (SmallFile.TryRead("cgroups", at: processes) ?? "").Split('\n'))
            if (line.Split('\t') is [var name, _, _, "1"] && !name.StartsWith('#'))
                Attach(plan, name, flags, name);
        Attach(plan, Systemd, flags, $"none,name={Systemd}");
    }

    /// <summary>A controller that this kernel has in version 2 only is left out.</summary>
    private static void Attach(MountPlan plan, string name, MountFlags flags, string data)
    {
        var target = $"{plan.Destination}/{name}";
        Folders.Make(target);
        if (Mount.TryAttach("cgroup", target, "cgroup", flags, data) < 0)
            FileNode.TryRemoveFolder(target);
    }
}
