using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// docker checkpoint on the control socket: dkvm hands over two files, and the supervisor has the machine and its memory written into them.
/// <code>
/// dkvm (host)                                supervisor
///   checkpoint(leaveRunning) + two files ───▶
///                              ◀───────────── {"event": {"cards": n, "kvm": false}}   it is written, or an error
///                              ◀───────────── {"return": {}}          a VM that goes on
///                              ◀───────────── end of file             one that has ended
/// </code>
/// </summary>
public static class CheckpointWire
{
    public const string Checkpoint = "checkpoint";

    private const string LeaveRunning = "leaveRunning";
    private const string Cards = "cards";
    private const string Kvm = "kvm";

    public static void WriteRequest(Utf8JsonWriter json, bool leaveRunning)
    {
        json.WriteStartObject();
        json.WriteBoolean(LeaveRunning, leaveRunning);
        json.WriteEndObject();
    }

    public static bool LeavesRunning(JsonElement arguments) =>
        arguments.TryGetProperty(LeaveRunning, out var value) && value.ValueKind == JsonValueKind.True;

    public static void WriteSaved(Utf8JsonWriter json, int cards, bool kvm)
    {
        json.WriteStartObject();
        json.WriteNumber(Cards, cards);
        json.WriteBoolean(Kvm, kvm);
        json.WriteEndObject();
    }

    /// <summary>How many network cards the VM has, and whether KVM runs it.</summary>
    /// <exception cref="ProtocolException">It says neither.</exception>
    public static (int Cards, bool Kvm) ReadSaved(JsonElement saved) =>
        saved.ValueKind == JsonValueKind.Object && saved.TryGetProperty(Cards, out var cards) && cards.TryGetInt32(out var count)
            && saved.TryGetProperty(Kvm, out var kvm) && kvm.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? (count, kvm.GetBoolean())
                : throw new ProtocolException("what was saved is not said");
}
