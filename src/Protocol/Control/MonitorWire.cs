using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// QEMU's human monitor on the control socket. The answer may be long, so that it goes by a descriptor of the client's.
/// <code>
/// dkvmctl (host)                             supervisor
///   monitor(command) + descriptor ──────────▶        human-monitor-command on the supervisor's own QMP connection
///                              ◀───────────── what QEMU said, as bytes on the descriptor
///                              ◀───────────── {"return": {}}     or an error, where nothing was said
/// </code>
/// </summary>
public static class MonitorWire
{
    public const string Monitor = "monitor";

    private const string Command = "command";

    public static void Write(Utf8JsonWriter json, string command)
    {
        json.WriteStartObject();
        json.WriteString(Command, command);
        json.WriteEndObject();
    }

    /// <returns>Null where it is missing.</returns>
    public static string? Read(JsonElement arguments) =>
        arguments.TryGetProperty(Command, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
