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

    /// <summary>Ours: makes the guest what its plan says and starts the entrypoint.</summary>
    public const string Configure = "dkvm-configure";

    /// <summary>The longest line either side accepts, in bytes. A plan with the longest allowed environment fits.</summary>
    public const int MaxLine = 4 * 1024 * 1024;
}
