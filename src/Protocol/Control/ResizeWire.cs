using System.Text.Json;

namespace Dkvm.Protocol.Control;

/// <summary>
/// docker update on the control socket: dkvm says how much of its hardware the guest may use. The answer comes at once; the guest
/// follows as fast as it can.
/// <code>
/// dkvm (host)                                supervisor
///   resize(memoryMiB, vcpus) ───────────────▶        either may be missing
///                              ◀───────────── {"return": {}}
/// </code>
/// </summary>
public static class ResizeWire
{
    public const string Resize = "resize";

    private const string MemoryMiB = "memoryMiB";
    private const string Vcpus = "vcpus";

    public static void Write(Utf8JsonWriter json, int? memoryMiB, int? vcpus)
    {
        json.WriteStartObject();
        if (memoryMiB is { } memory)
            json.WriteNumber(MemoryMiB, memory);
        if (vcpus is { } count)
            json.WriteNumber(Vcpus, count);
        json.WriteEndObject();
    }

    /// <returns>Null for what is missing or no number above 0.</returns>
    public static (int? MemoryMiB, int? Vcpus) Read(JsonElement arguments) => (NumberOf(arguments, MemoryMiB), NumberOf(arguments, Vcpus));

    private static int? NumberOf(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : null;
}
