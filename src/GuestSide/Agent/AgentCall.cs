using System.Text.Json;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// A command as QGA clients send it: <c>{"execute": name, "arguments": {…}, "id": any}</c>, in any order. All is JSON
/// as it came; empty where there is none.
/// </summary>
/// <param name="Id">What the answer repeats.</param>
/// <param name="Problem">Why it is no command, in QEMU's words (qapi/qmp-dispatch.c); null where it is one.</param>
internal readonly record struct AgentCall(
    string? Command, ReadOnlyMemory<byte> Arguments, ReadOnlyMemory<byte> Id, string? Problem = null)
{
    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static AgentCall Parse(ReadOnlyMemory<byte> text)
    {
        var call = new AgentCall();
        var reader = new Utf8JsonReader(text.Span);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    call = Member(call, text, ref reader);
            else
            {
                call = call with { Problem = "QMP input must be a JSON object" };
                reader.Skip();
            }
            while (reader.Read())
            {
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text is not UTF-8", e);
        }
        return call.Command is null && call.Problem is null ? call with { Problem = "QMP input lacks member 'execute'" } : call;
    }

    public CallArguments ReadArguments() => new(Arguments);

    private static AgentCall Member(AgentCall call, ReadOnlyMemory<byte> text, ref Utf8JsonReader reader)
    {
        var isCommand = reader.ValueTextEquals("execute"u8);
        var isArguments = reader.ValueTextEquals("arguments"u8);
        var isId = reader.ValueTextEquals("id"u8);
        var unknown = isCommand || isArguments || isId ? null : reader.GetString();
        reader.Read();
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        var command = isCommand && kind == JsonTokenType.String ? reader.GetString() : null;
        reader.Skip();
        var value = text[start..(int)reader.BytesConsumed];
        if (isCommand)
            return command is null ? Complain(call, "QMP input member 'execute' must be a string") : call with { Command = command };
        if (isArguments)
            return kind == JsonTokenType.StartObject ? call with { Arguments = value } : Complain(call, "QMP input member 'arguments' must be an object");
        return isId ? call with { Id = value } : Complain(call, $"QMP input member '{unknown}' is unexpected");
    }

    private static AgentCall Complain(AgentCall call, string problem) => call with { Problem = call.Problem ?? problem };
}
