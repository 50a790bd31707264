using Dkvm.Contract;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>Plans as Docker's defaults give them.</summary>
internal static class Plans
{
    public static readonly IReadOnlyList<string> DefaultCapabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    public static readonly IReadOnlyList<MountPlan> DefaultMounts =
    [
        new("proc", "/proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("tmpfs", "/dev", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("devpts", "/dev/pts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("sysfs", "/sys", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        new("cgroup2", "/sys/fs/cgroup", "cgroup", ["ro", "nosuid", "noexec", "nodev"]),
        new("mqueue", "/dev/mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("tmpfs", "/dev/shm", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"]),
    ];

    public static GuestPlan Shell(string script) => Run("/bin/sh", "-c", script);

    public static GuestPlan Run(params string[] arguments) => new()
    {
        Hostname = "guest",
        Mounts = DefaultMounts,
        MaskedPaths = ["/proc/kcore", "/proc/keys", "/proc/acpi", "/proc/not-there"],
        ReadonlyPaths = ["/proc/sys", "/proc/irq", "/proc/not-there"],
        UnixTimeNanoseconds = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100,
        Entropy = Guid.NewGuid().ToByteArray(),
        Process = new()
        {
            Args = arguments,
            Env = ["PATH=/usr/bin:/bin", "GREETING=good day"],
            Capabilities = new()
            {
                Bounding = DefaultCapabilities, Effective = DefaultCapabilities, Permitted = DefaultCapabilities,
            },
        },
    };

    public static GuestPlan With(this GuestPlan plan, Func<ProcessPlan, ProcessPlan> change) =>
        plan with { Process = change(plan.Process) };
}
