namespace Dkvm.Protocol.Qga;

/// <summary>
/// The QEMU Guest Agent protocol on the virtio-serial port <c>org.qemu.guest_agent.0</c>: JSON lines, one answer per
/// command (qga/qapi-schema.json in QEMU). Both sides speak it; the names stand here alone.
/// <code>
/// supervisor                                   guest
///   0xFF guest-sync-delimited(id) ───────────▶       written before the guest has opened its port
///   dkvm-configure(GuestPlan) ───────────────▶       in the same breath: no round trip is lost
///                             ◀─────────────── 0xFF {"return": id}       "hello": the guest is up
///                             ◀─────────────── {"return": ConfigureResult}   the entrypoint runs, or why not
///   dkvm-arm(id) ────────────────────────────▶       a stop was asked for
///                             ◀─────────────── {"return": {}, "id": id}  the guest listens to its power button
///   dkvm-resize(id, vcpus) ──────────────────▶       docker update; the memory is QEMU's balloon's affair
///                             ◀─────────────── {"return": {}, "id": id}
///   dkvm-exec(id, session, ProcessPlan) ─────▶       docker exec; its streams are the session's, Frame.cs
///                             ◀─────────────── {"return": ExecResult, "id": id}
///   dkvm-network(id, NetworkPlan) ───────────▶       docker network connect, disconnect
///                             ◀─────────────── {"return": {}, "id": id}  the guest has that network, or why not
///   dkvm-resume(id, GuestPlan) ──────────────▶       docker start --checkpoint: to a guest that was saved, in configure's place
///                             ◀─────────────── {"return": ConfigureResult, "id": id}   after it the entrypoint's streams go on
///   dkvm-processes(id) ──────────────────────▶       dkvmctl top
///                             ◀─────────────── {"return": {"processes": […], "left_out": n}, "id": id}
///   dkvm-kernel-log(id, after, wait) ────────▶       dkvmctl console: what the kernel said after a record, at once or when it does
///                             ◀─────────────── {"return": {"last": n, "lines": […]}, "id": id}
///   any command(id) ─────────────────────────▶       dkvmctl's; the supervisor gives it an id of its own
///                             ◀─────────────── {"return": …, "id": id}
///   guest-shutdown ──────────────────────────▶       no answer on success
/// </code>
/// </summary>
public static class AgentCommands
{
    public const string PortName = "org.qemu.guest_agent.0";
    public const string StreamPortName = "org.dkvm.stream.0";

    public const string SyncDelimited = "guest-sync-delimited";
    public const string Sync = "guest-sync";
    public const string Ping = "guest-ping";
    public const string Info = "guest-info";
    public const string Shutdown = "guest-shutdown";
    public const string Exec = "guest-exec";
    public const string ExecStatus = "guest-exec-status";

    /// <summary>Ours: makes the guest what its plan says and starts the entrypoint.</summary>
    public const string Configure = Prefix + "configure";

    /// <summary>
    /// Ours: a guest that was saved while it ran goes on elsewhere. Takes clock, entropy, network and the terminal's size of
    /// a plan; begins the streams of the entrypoint anew, and ends what ran beside it.
    /// </summary>
    public const string Resume = Prefix + "resume";

    /// <summary>Ours: the guest listens to its power button before it answers.</summary>
    public const string Arm = Prefix + "arm";

    /// <summary>Ours: how many processors are online.</summary>
    public const string Resize = Prefix + "resize";

    /// <summary>The argument of <see cref="Resize"/>.</summary>
    public const string Vcpus = "vcpus";

    /// <summary>Ours: starts a process beside the entrypoint, with a session of the stream port for its streams.</summary>
    public const string ExecSession = Prefix + "exec";

    /// <summary>Ours: gives the guest, which runs, another network. Answered when it has it.</summary>
    public const string Network = Prefix + "network";

    /// <summary>Ours: the workload's processes.</summary>
    public const string Processes = Prefix + "processes";

    /// <summary>Ours: the kernel's log from a record on.</summary>
    public const string KernelLog = Prefix + "kernel-log";

    /// <summary>The longest line the guest accepts, in bytes. A plan with the longest allowed environment fits.</summary>
    public const int MaxLine = 4 * 1024 * 1024;

    /// <summary>
    /// The longest answer that a guest may give where nobody has asked for much, in bytes.
    /// </summary>
    public const int MaxAnswer = 4 * 1024 * 1024;

    /// <summary>The longest of all: 48 MiB of a file, in base64.</summary>
    public const int MaxLongAnswer = 65 * 1024 * 1024;

    private const string Prefix = "dkvm-";

    /// <summary>
    /// Our own commands, which no other agent has. They are answered at once, whatever others are under way: by "id".
    /// </summary>
    public static bool IsOurs(string? command) => command?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
