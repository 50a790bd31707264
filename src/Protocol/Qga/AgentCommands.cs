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
///   dkvm-exec(id, session, ProcessPlan) ─────▶       docker exec; its streams are the session's, Frame.cs
///                             ◀─────────────── {"return": ExecResult, "id": id}
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

    /// <summary>Ours: the guest listens to its power button before it answers.</summary>
    public const string Arm = Prefix + "arm";

    /// <summary>Ours: starts a process beside the entrypoint, with a session of the stream port for its streams.</summary>
    public const string ExecSession = Prefix + "exec";

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
