using System.Text.Json;

namespace Dkvm.Protocol.Qmp;

/// <summary>
/// The QEMU Machine Protocol: JSON lines (docs/interop/qmp-spec in QEMU).
/// <code>
/// supervisor                          QEMU
///              ◀──────────────────────  {"QMP": …}                 greeting
///   {"execute": "qmp_capabilities"} ─▶
///              ◀──────────────────────  {"return": {}}             ready for commands
///   {"execute": …, "id": n} ─────────▶
///              ◀──────────────────────  {"return": …, "id": n} or {"error": …, "id": n}
///              ◀──────────────────────  {"event": NAME, "data": …}   at any time
/// </code>
/// </summary>
public abstract record QmpMessage
{
    public sealed record Greeting : QmpMessage;

    public sealed record Return(long? Id) : QmpMessage;

    public sealed record Error(long? Id, string Class, string Description) : QmpMessage;

    /// <param name="Reason">The event's own "reason", or its "status", where it has one.</param>
    public sealed record Event(string Name, string? Reason) : QmpMessage;

    /// <summary>The longest line QEMU sends us: answers to the few commands we give are short.</summary>
    public const int MaxLine = 256 * 1024;

    /// <exception cref="ProtocolException">Not a QMP message.</exception>
    public static QmpMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            long? id = root.TryGetProperty("id", out var number) ? number.GetInt64() : null;
            if (root.TryGetProperty("return", out _))
                return new Return(id);
            if (root.TryGetProperty("error", out var error))
                return new Error(id, error.GetProperty("class").GetString() ?? "", error.GetProperty("desc").GetString() ?? "");
            if (root.TryGetProperty("event", out var name))
            {
                var reason = root.TryGetProperty("data", out var data)
                    && (data.TryGetProperty("reason", out var text) || data.TryGetProperty("status", out text)) ? text.GetString() : null;
                return new Event(name.GetString() ?? "", reason);
            }
            if (root.TryGetProperty("QMP", out _))
                return new Greeting();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ProtocolException($"QMP: {e.Message}");
        }
        throw new ProtocolException("QMP: neither greeting, return, error nor event");
    }
}

/// <summary>The QMP commands and events in use; their names stand here alone (qapi/ in QEMU).</summary>
public static class QmpNames
{
    public const string Capabilities = "qmp_capabilities";
    public const string Continue = "cont";
    public const string PowerDown = "system_powerdown";
    public const string Quit = "quit";
    public const string Stop = "stop";
    public const string SetMigrationCapabilities = "migrate-set-capabilities";
    public const string SetMigrationParameters = "migrate-set-parameters";
    public const string Migrate = "migrate";
    public const string MigrateIncoming = "migrate-incoming";
    public const string Migration = "MIGRATION";
    public const string Shutdown = "SHUTDOWN";
    public const string GuestPanicked = "GUEST_PANICKED";
}
