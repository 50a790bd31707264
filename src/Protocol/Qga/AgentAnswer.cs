using System.Text.Json;

namespace Dkvm.Protocol.Qga;

/// <summary>A line of an agent's: {"return": …} or {"error": {"class": …, "desc": …}}, with the "id" of the command.</summary>
/// <param name="Return">JSON, part of the line; empty for an error.</param>
/// <param name="Error">Null where the command succeeded.</param>
/// <param name="Id">The number that the command had; null where it had none, or something else.</param>
public sealed record AgentAnswer(ReadOnlyMemory<byte> Return, AgentError? Error, long? Id)
{
    /// <summary>The agent has not said this: the connection was lost.</summary>
    public bool Lost { get; private init; }

    /// <exception cref="ProtocolException">It is none.</exception>
    public static AgentAnswer Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return Read(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ProtocolException($"an answer that is no JSON: {e.Message}");
        }
    }

    public static AgentAnswer NoneCame(string why) => new(default, new AgentError("GenericError", why), null) { Lost = true };

    private static AgentAnswer Read(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new ProtocolException("an answer that is no object");
        ReadOnlyMemory<byte>? value = null;
        AgentError? error = null;
        long? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReturn = reader.ValueTextEquals("return"u8);
            var isError = reader.ValueTextEquals("error"u8);
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
                id = number;
            reader.Skip();
            if (isReturn)
                value = line[start..(int)reader.BytesConsumed];
            else if (isError)
                error = JsonSerializer.Deserialize(line.Span[start..(int)reader.BytesConsumed], QgaJson.Default.AgentError);
        }
        while (reader.Read())
        {
        }
        return value is null && error is null
            ? throw new ProtocolException("an answer without return or error")
            : new(error is null ? value!.Value : default, error, id);
    }
}
