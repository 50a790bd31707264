namespace Dkvm.Linux;

/// <summary>A process to start. What is null stays as the parent has it.</summary>
public sealed record SpawnRequest
{
    /// <summary>The first is the program: looked up in the PATH of <see cref="Environment"/> unless it has a slash.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The program's file, where the first argument does not say it.</summary>
    public string? Program { get; init; }

    /// <summary>NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The PATH to look the program up in, where it is not that of <see cref="Environment"/>.</summary>
    public string? SearchPath { get; init; }

    /// <summary>Entered with the parent's rights, or the user's where those are refused, as runc does.</summary>
    public string? Directory { get; init; }

    /// <summary>chroot(2) into it before anything else that has a path.</summary>
    public string? Root { get; init; }

    /// <summary>The parent's descriptors that become 0, 1, 2 … in the child; -1 for one that is closed there.</summary>
    public IReadOnlyList<int> Descriptors { get; init; } = [0, 1, 2];

    /// <summary>A session of its own, setsid(2).</summary>
    public bool NewSession { get; init; } = true;

    /// <summary>Descriptor 0 becomes the session's controlling terminal, TIOCSCTTY.</summary>
    public bool ControllingTerminal { get; init; }

    /// <summary>New namespaces, clone(2).</summary>
    public NamespaceFlags NewNamespaces { get; init; }

    /// <summary>A pidfd whose PID namespace the child is born in.</summary>
    public int? JoinPidNamespace { get; init; }

    /// <summary>Made in the child, in its namespaces and after <see cref="Root"/>, in order.</summary>
    public IReadOnlyList<SpawnMount> Mounts { get; init; } = [];

    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    public SpawnUser? User { get; init; }

    public CapabilitySets? Capabilities { get; init; }

    public bool NoNewPrivileges { get; init; }

    /// <summary>seccomp(2), for the child and all that come from it.</summary>
    public SyscallFilter? Filter { get; init; }

    public int? Umask { get; init; }

    /// <summary>-1000 to 1000, proc_pid_oom_score_adj(5); needs /proc.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>Sent to the child when the thread that started it ends, PR_SET_PDEATHSIG.</summary>
    public int? ParentDeathSignal { get; init; }

    /// <summary>The child executes its program when this is open; the spawn returns no earlier.</summary>
    public SpawnGate? Gate { get; init; }

    /// <summary>Environment values are often secrets: only the arguments are printed.</summary>
    public override string ToString() => string.Join(' ', Arguments);
}

/// <summary>clone(2) flags, include/uapi/linux/sched.h.</summary>
[Flags]
public enum NamespaceFlags
{
    None = 0,
    Mount = 0x0002_0000,
    Uts = 0x0400_0000,
    Ipc = 0x0800_0000,
    User = 0x1000_0000,
    Pid = 0x2000_0000,
    Network = 0x4000_0000,
}

/// <summary>Ids for setgroups(2), setresgid(2), setresuid(2).</summary>
public sealed record SpawnUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups);

/// <param name="Program">struct sock_filter after struct sock_filter, eight bytes each (linux/filter.h).</param>
/// <param name="Flags">SECCOMP_FILTER_FLAG_…, seccomp(2).</param>
public sealed record SyscallFilter(byte[] Program, uint Flags);

/// <summary>getrlimit(2). <see cref="ulong.MaxValue"/> is "unlimited".</summary>
public readonly record struct ResourceLimit(int Resource, ulong Soft, ulong Hard);

public enum SpawnMountKind
{
    Plain = 0,

    /// <summary>Hides the target: /dev/null over a file, an empty file system over a folder; nothing where it is missing.</summary>
    Mask = 1,

    /// <summary>Makes the target read-only; nothing where it is missing.</summary>
    ReadOnly = 2,
}

/// <summary>mount(2) as made in a child.</summary>
public sealed record SpawnMount(
    SpawnMountKind Kind, string Target, string? Source = null, string? Type = null, ulong Flags = 0, string? Data = null);

/// <param name="Pid">In the caller's PID namespace.</param>
/// <param name="PidFd">A descriptor of the process, pidfd_open(2), close-on-exec; the caller's to close.</param>
public readonly record struct SpawnedProcess(int Pid, int PidFd);
