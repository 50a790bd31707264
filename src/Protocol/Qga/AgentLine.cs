using System.Text.Json;

namespace Dkvm.Protocol.Qga;

/// <summary>A command as a user of QGA types it: {"execute": …, "arguments": {…}, "id": …}.</summary>
/// <param name="Arguments">An object; null where there are none.</param>
/// <param name="Id">Comes back with the answer; null where there is none.</param>
public sealed record AgentLine(string Execute, JsonElement? Arguments, JsonElement? Id)
{
    /// <exception cref="ProtocolException">It is none, in QEMU's words.</exception>
    public static AgentLine Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ProtocolException($"JSON parse error, {e.Message}");
        }
    }

    private static AgentLine Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ProtocolException("QMP input must be a JSON object");
        foreach (var member in root.EnumerateObject())
            if (member.Name is not ("execute" or "arguments" or "id"))
                throw new ProtocolException($"QMP input member '{member.Name}' is unexpected");
        if (!root.TryGetProperty("execute", out var execute))
            throw new ProtocolException("QMP input lacks member 'execute'");
        if (execute.ValueKind != JsonValueKind.String)
            throw new ProtocolException("QMP input member 'execute' must be a string");
        JsonElement? arguments = root.TryGetProperty("arguments", out var given) ? given.Clone() : null;
        if (arguments is { ValueKind: not JsonValueKind.Object })
            throw new ProtocolException("QMP input member 'arguments' must be an object");
        return new(execute.GetString()!, arguments, root.TryGetProperty("id", out var id) ? id.Clone() : null);
    }
}
