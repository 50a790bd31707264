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

    /// <param name="Text">What is returned, where that is a text: the human monitor's answer.</param>
    /// <param name="Detail">Of what is returned, the "error-desc", where it has one: why a migration failed.</param>
    public sealed record Return(long? Id, string? Text = null, string? Detail = null) : QmpMessage;

    public sealed record Error(long? Id, string Class, string Description) : QmpMessage;

    /// <param name="Name">Of <see cref="QmpNames"/>, or one that nobody here waits for.</param>
    /// <param name="Reason">The event's own "reason", or its "status", where it has one.</param>
    /// <param name="Device">The id of the device that it is about, where it has one.</param>
    public sealed record Event(string Name, string? Reason, string? Device = null) : QmpMessage;

    /// <summary>The longest line QEMU sends us, in bytes: answers to the few commands that we give are short.</summary>
    public const int MaxLine = 256 * 1024;

    /// <summary>The longest answer of the human monitor, in bytes of JSON: "info tlb" of a busy guest takes some MiB.</summary>
    public const int MaxLongAnswer = 8 * 1024 * 1024;

    /// <exception cref="ProtocolException">Not a QMP message.</exception>
    public static QmpMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            long? id = root.TryGetProperty("id", out var number) ? number.GetInt64() : null;
            if (root.TryGetProperty("return", out var value))
                return new Return(id, value.ValueKind == JsonValueKind.String ? value.GetString() : null, TextOf(value, "error-desc"));
            if (root.TryGetProperty("error", out var error))
                return new Error(id, error.GetProperty("class").GetString() ?? "", error.GetProperty("desc").GetString() ?? "");
            if (root.TryGetProperty("event", out var name))
            {
                root.TryGetProperty("data", out var data);
                return new Event(name.GetString() ?? "", TextOf(data, "reason") ?? TextOf(data, "status"), TextOf(data, "device"));
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

    private static string? TextOf(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var text) ? text.GetString() : null;
}

/// <summary>The QMP commands and events in use; their names stand here alone (qapi/ in QEMU).</summary>
public static class QmpNames
{
    public const string Capabilities = "qmp_capabilities";
    public const string Continue = "cont";
    public const string Balloon = "balloon";
    public const string PowerDown = "system_powerdown";
    public const string Quit = "quit";
    public const string Stop = "stop";
    public const string HumanMonitor = "human-monitor-command";
    public const string SetMigrationCapabilities = "migrate-set-capabilities";
    public const string SetMigrationParameters = "migrate-set-parameters";
    public const string Migrate = "migrate";
    public const string MigrateIncoming = "migrate-incoming";
    public const string QueryMigrate = "query-migrate";
    public const string AddDescriptor = "add-fd";
    public const string RemoveDescriptor = "remove-fd";
    public const string GetDescriptor = "getfd";
    public const string AddNetdev = "netdev_add";
    public const string RemoveNetdev = "netdev_del";
    public const string AddDevice = "device_add";
    public const string RemoveDevice = "device_del";
    public const string Migration = "MIGRATION";
    public const string DeviceRemoved = "DEVICE_DELETED";
    public const string DeviceStays = "DEVICE_UNPLUG_GUEST_ERROR";
    public const string Shutdown = "SHUTDOWN";
    public const string GuestPanicked = "GUEST_PANICKED";
}
