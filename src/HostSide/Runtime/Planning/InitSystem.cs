using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// An image whose entrypoint is systemd is a machine's. In a container it needs --privileged; in a VM it has nobody to
/// be protected from, so its init gets the whole VM: all capabilities, all system calls, all of /proc and /sys.
/// </summary>
public static class InitSystem
{
    private const string Program = "systemd";

    /// <param name="process">Of the specification: /sbin/init is a link to /lib/systemd/systemd.</param>
    /// <param name="image">Whose links are followed.</param>
    public static bool Is(ProcessPlan process, ImageTree? image) =>
        process.Args is [['/', ..] and var path, ..] && Path.GetFileName(image?.Resolve(path) ?? path) == Program;

    public static LaunchPlan Machine(LaunchPlan plan) => plan with
    {
        Seccomp = null,
        Guest = plan.Guest with
        {
            InitSystem = true,
            MaskedPaths = [],
            ReadonlyPaths = [],
            Mounts = [.. plan.Guest.Mounts.Select(m => m.Type is "sysfs" or "cgroup" or "cgroup2" ? m with { Options = [.. m.Options.Where(o => o != "ro")] } : m)],
            Process = plan.Guest.Process with { Capabilities = new() { Bounding = Capability.All, Effective = Capability.All, Permitted = Capability.All } },
        },
    };
}
