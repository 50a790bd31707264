using System.Buffers;
using System.Text.Json;
using Dkvm.GuestSide.Streams;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>Serves the QEMU Guest Agent protocol on its port: a line in, a line out.</summary>
internal sealed class AgentServer : IDisposable
{
    private readonly VirtioPort _port;
    private readonly AgentCommandTable _commands;
    private readonly Action<bool> _beforeFirstAnswer;
    private readonly LineReader _lines = new(AgentCommands.MaxLine);
    private bool _answered;
    private bool _moreCame;

    /// <param name="loop">Whose thread all this runs on.</param>
    /// <param name="fd">The port.</param>
    /// <param name="commands">What can be asked.</param>
    /// <param name="beforeFirstAnswer">
    /// Called once, told whether more commands have come with the first: after it the host may take the guest for ready.
    /// </param>
    public AgentServer(EventLoop loop, int fd, AgentCommandTable commands, Action<bool> beforeFirstAnswer)
    {
        (_commands, _beforeFirstAnswer) = (commands, beforeFirstAnswer);
        _port = new VirtioPort(loop, fd, OnBytes);
    }

    /// <summary>Serves what is there already.</summary>
    public void ReadNow() => _port.ReadNow();

    public void Dispose() => _port.Dispose();

    private void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _moreCame = bytes.IndexOf((byte)'\n') is >= 0 and var end && end + 1 < bytes.Length;
        try
        {
            _lines.Feed(bytes, OnLine);
        }
        catch (ProtocolException e)
        {
            Send(default, writer => WriteError(writer, new AgentFault(e.Message)));
        }
    }

    private void OnLine(ReadOnlyMemory<byte> line)
    {
        if (!_answered)
        {
            _answered = true;
            _beforeFirstAnswer(_moreCame);
        }
        AgentCall request = default;
        try
        {
            request = AgentCall.Parse(line);
            var answer = _commands.Execute(request);
            if (answer is not null)
                Send(request, writer =>
                {
                    writer.WritePropertyName("return"u8);
                    answer(writer);
                });
        }
        catch (JsonException e)
        {
            Send(request, writer => WriteError(writer, new AgentFault($"JSON parse error, {e.Message}")));
        }
        catch (AgentFault e)
        {
            Send(request, writer => WriteError(writer, e));
        }
        catch (LinuxException e)
        {
            Send(request, writer => WriteError(writer, new AgentFault(e.Message)));
        }
    }

    private void Send(AgentCall request, Action<Utf8JsonWriter> content)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        if (request.Command == AgentCommands.SyncDelimited)
            line.Write([(byte)0xFF]);
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            content(writer);
            if (request.Id.Length > 0)
            {
                writer.WritePropertyName("id"u8);
                writer.WriteRawValue(request.Id.Span);
            }
            writer.WriteEndObject();
        }
        line.Write("\n"u8);
        _port.Send(line.WrittenSpan);
    }

    private static void WriteError(Utf8JsonWriter writer, AgentFault error)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("class"u8, error.Class);
        writer.WriteString("desc"u8, error.Message);
        writer.WriteEndObject();
    }
}
