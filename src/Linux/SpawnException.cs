using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>What the child was doing when it failed, in the order of native/spawn.c; mirrors enum step there.</summary>
public enum SpawnStep
{
    Clone = 1,
    PidNamespace,
    Session,
    Descriptors,
    Terminal,
    Root,
    Mount,
    Rlimit,
    OomScore,
    BoundingSet,
    Groups,
    Gid,
    Uid,
    Directory,
    Capabilities,
    NoNewPrivileges,
    DeathSignal,
    Seccomp,

    /// <summary>The <see cref="SpawnGate"/> was refused.</summary>
    Gate,

    /// <summary>No candidate is an executable file: errno says why the last one is not.</summary>
    LookUp,

    /// <summary>execve(2) refused an executable file, such as with ENOEXEC, or ENOENT for a missing interpreter.</summary>
    Execute,
}

/// <summary>A process that was not started. No child is left behind.</summary>
public sealed class SpawnException(SpawnStep step, int errno, string subject)
    : Exception($"{subject}: {Marshal.GetPInvokeErrorMessage(errno)} ({Linux.Errno.Name(errno)}) at step {step}")
{
    public SpawnStep Step { get; } = step;

    public int Errno { get; } = errno;

    /// <summary>What the step worked on: the program, the folder, the mount's target, the limit.</summary>
    public string Subject { get; } = subject;
}
