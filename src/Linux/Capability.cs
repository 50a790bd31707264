namespace Dkvm.Linux;

/// <summary>The five sets of capabilities(7), a bit for each capability.</summary>
public readonly record struct CapabilitySets(
    ulong Bounding, ulong Effective, ulong Permitted, ulong Inheritable = 0, ulong Ambient = 0)
{
    public static readonly CapabilitySets None = default;
}

/// <summary>Capabilities by name: capabilities(7), include/uapi/linux/capability.h.</summary>
public static class Capability
{
    private static readonly string[] Names =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
        "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    public static IReadOnlyList<string> All => Names;

    /// <returns>The set's bits; a name that Linux does not have goes to <paramref name="unknown"/>.</returns>
    public static ulong Mask(IReadOnlyList<string> names, ICollection<string>? unknown = null)
    {
        var mask = 0UL;
        foreach (var name in names)
            if (Array.IndexOf(Names, name) is >= 0 and var bit)
                mask |= 1UL << bit;
            else
                unknown?.Add(name);
        return mask;
    }
}
