using System.Text.Json;

namespace Dkvm.Protocol.Qga;

/// <summary>The answer to <c>dkvm-kernel-log</c>: a part of the kernel's log.</summary>
/// <param name="Last">The number of the last record in it (Documentation/ABI/testing/dev-kmsg), or what was asked from.</param>
/// <param name="Lines">As dmesg(1) shows them; none where there is nothing more by now.</param>
public sealed record KernelLogPart(long Last, IReadOnlyList<string> Lines)
{
    /// <summary>The argument, an integer: records after this one are wanted; from the first that there is where it is missing.</summary>
    public const string After = "after";

    /// <summary>The argument, a boolean: where there are none, the answer waits until there are.</summary>
    public const string Wait = "wait";

    /// <summary>Before the first record.</summary>
    public const long Start = -1;

    /// <summary>About so many characters are in one answer.</summary>
    public const int MostCharacters = 64 * 1024;

    private const string LastName = "last";
    private const string LinesName = "lines";

    /// <summary>Writes the command's arguments.</summary>
    public static void WriteArguments(Utf8JsonWriter json, long after, bool wait)
    {
        json.WriteStartObject();
        json.WriteNumber(After, after);
        json.WriteBoolean(Wait, wait);
        json.WriteEndObject();
    }

    /// <param name="json">The value of "return".</param>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static KernelLogPart Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(root.GetProperty(LastName).GetInt64(), [.. root.GetProperty(LinesName).EnumerateArray().Select(l => l.GetString() ?? "")]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ProtocolException($"the answer to {AgentCommands.KernelLog}: {e.Message}");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber(LastName, Last);
        json.WriteStartArray(LinesName);
        foreach (var line in Lines)
            json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
