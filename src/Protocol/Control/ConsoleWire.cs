using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// The guest's console and its kernel's log on the control socket.
/// <code>
/// dkvmctl (host)                             supervisor
///   console(follow) ────────────────────────▶
///                              ◀───────────── {"event": {"console": text}}       what the console has said, as far as it is kept
///                              ◀───────────── {"event": {"kernel": [lines]}}     the kernel's log, where the guest is up; any number
///   without follow             ◀───────────── {"return": {}}  or {"return": {"note": why there is no kernel log}}
///   with follow                ◀───────────── {"event": {"whole": true}}  or {"event": {"note": why …}}: that was the past
///                              ◀───────────── the first two events, as it comes
///                              ◀───────────── {"event": {"lost": bytes}}  the client took too little for too long
///                              ◀───────────── end of file with the VM's end
/// </code>
/// A line of the kernel's that is on the console too is sent twice: as what the console said and as what the log has.
/// </summary>
public static class ConsoleWire
{
    public const string Name = "console";
    public const string Follow = "follow";
    public const string Console = "console";
    public const string Kernel = "kernel";
    public const string Whole = "whole";
    public const string Note = "note";
    public const string Lost = "lost";

    public static void Write(Utf8JsonWriter json, bool follow)
    {
        json.WriteStartObject();
        json.WriteBoolean(Follow, follow);
        json.WriteEndObject();
    }

    public static bool Follows(JsonElement arguments) =>
        arguments.TryGetProperty(Follow, out var follow) && follow.ValueKind == JsonValueKind.True;
}
