using System.Text.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>A command as QGA clients send it: <c>{"execute": name, "arguments": {…}, "id": any}</c>, in any order.</summary>
/// <param name="Arguments">JSON; empty where there are none.</param>
/// <param name="Id">JSON, which the answer repeats; empty where there is none.</param>
internal readonly record struct AgentCall(string? Command, ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte> Id)
{
    /// <exception cref="JsonException">The line is no JSON object.</exception>
    public static AgentCall Parse(ReadOnlyMemory<byte> line)
    {
        var request = new AgentCall();
        var reader = new Utf8JsonReader(line.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a command is an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCommand = reader.ValueTextEquals("execute"u8);
            var isArguments = reader.ValueTextEquals("arguments"u8);
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isCommand && reader.TokenType == JsonTokenType.String)
                request = request with { Command = reader.GetString() };
            reader.Skip();
            var value = line[start..(int)reader.BytesConsumed];
            if (isArguments)
                request = request with { Arguments = value };
            else if (isId)
                request = request with { Id = value };
        }
        while (reader.Read())
        {
        }
        return request;
    }

    /// <summary>A whole number among the arguments, or null.</summary>
    public long? Number(ReadOnlySpan<byte> name) =>
        Find(name, out var reader) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : null;

    public string? Text(ReadOnlySpan<byte> name) =>
        Find(name, out var reader) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private bool Find(ReadOnlySpan<byte> name, out Utf8JsonReader reader)
    {
        reader = new Utf8JsonReader(Arguments.Span);
        if (Arguments.Length == 0 || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
