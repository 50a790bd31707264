using System.Buffers;
using System.Text.Json;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>The line that answers a call: its value, or its error.</summary>
internal sealed class Reply
{
    private const int SmallLine = 1024;
    private const int LongAnswer = 256 * 1024;

    private readonly AgentCall _call;
    private readonly Answer _answer;
    private readonly AgentFault? _fault;

    /// <summary>An error.</summary>
    public Reply(AgentCall call, AgentFault fault) => (_call, _fault) = (call, fault);

    /// <summary>Executes the call.</summary>
    public Reply(AgentCall call, Func<AgentCall, Answer> execute)
    {
        _call = call;
        try
        {
            _answer = call.Problem is { } problem ? throw new AgentFault(problem) : execute(call);
        }
        // Whatever goes wrong in a command is the client's to know, and must not end process 1.
        catch (Exception e)
        {
            _fault = FaultOf(e);
        }
    }

    /// <summary>Writing it takes long enough to be done aside.</summary>
    public bool IsLong => _answer.Size > LongAnswer;

    /// <returns>Empty where there is nothing to answer.</returns>
    public ReadOnlyMemory<byte> Line()
    {
        if (_fault is not null)
            return ErrorLine(_fault);
        if (_answer.Write is not { } write)
            return default;
        try
        {
            return Line(writer =>
            {
                writer.WritePropertyName("return"u8);
                write(writer);
            });
        }
        catch (Exception e) // as above
        {
            return ErrorLine(FaultOf(e));
        }
    }

    private static AgentFault FaultOf(Exception e) => e switch
    {
        AgentFault fault => fault,
        JsonException => new AgentFault($"JSON parse error, {e.Message}"),
        LinuxException => new AgentFault(e.Message),
        _ => new AgentFault($"{e.GetType().Name}: {e.Message}"),
    };

    private ReadOnlyMemory<byte> ErrorLine(AgentFault fault) => Line(writer =>
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("class"u8, fault.Class);
        writer.WriteString("desc"u8, fault.Message);
        writer.WriteEndObject();
    });

    private ReadOnlyMemory<byte> Line(Action<Utf8JsonWriter> content)
    {
        var line = new ArrayBufferWriter<byte>(SmallLine + _answer.Size);
        if (_call.Command == AgentCommands.SyncDelimited)
            line.Write([(byte)0xFF]);
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            content(writer);
            if (_call.Id.Length > 0)
            {
                writer.WritePropertyName("id"u8);
                writer.WriteRawValue(_call.Id.Span);
            }
            writer.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenMemory;
    }
}
