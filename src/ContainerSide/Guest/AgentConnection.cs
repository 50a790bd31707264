using System.Buffers;
using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// The guest's agent: QGA on its virtio-serial port. Synchronisation and configuration are written before the guest
/// has booted; QEMU holds them until it opens the port. Loop's thread only.
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    private const int SyncId = 1;

    private readonly ByteChannel _channel;
    private readonly LineReader _lines = new(AgentCommands.MaxLine);
    private readonly Action<GuestSaid> _onEvent;
    private readonly Timeline _timeline;
    private State _state = State.Synchronising;

    public AgentConnection(EventLoop loop, int fd, Timeline timeline, Action<GuestSaid> onEvent)
    {
        _onEvent = onEvent;
        _timeline = timeline;
        _channel = new ByteChannel(loop, fd, Receive, why => onEvent(new GuestSaid.Lost($"the guest agent's port was lost: {why}")));
    }

    private enum State
    {
        Synchronising,
        Configuring,
        Ready,
        Arming,
    }

    public void Configure(GuestPlan plan)
    {
        var line = new ArrayBufferWriter<byte>(16 * 1024);
        line.Write<byte>([0xFF]);
        line.Write(JsonSerializer.SerializeToUtf8Bytes(
            new AgentRequest(AgentCommands.SyncDelimited) { Arguments = new AgentArguments { Id = SyncId } }, QgaJson.Default.AgentRequest));
        line.Write("\n"u8);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("execute", AgentCommands.Configure);
            json.WritePropertyName("arguments");
            PlanJson.Write(json, plan);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        _channel.Send(line.WrittenMemory);
    }

    /// <summary>No answer comes on success.</summary>
    public void Shutdown()
    {
        Send(new AgentRequest(AgentCommands.Shutdown) { Arguments = new AgentArguments { Mode = "powerdown" } });
    }

    /// <summary>Has the guest listen to its power button: it does before it answers.</summary>
    public void Arm()
    {
        if (_state != State.Ready)
            return;
        _state = State.Arming;
        Send(new AgentRequest(AgentCommands.Ping));
    }

    private void Send(AgentRequest request) =>
        _channel.Send((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, QgaJson.Default.AgentRequest), (byte)'\n']);

    public void Dispose() => _channel.Dispose();

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _lines.Feed(bytes.Span, Handle);
        }
        catch (Exception e) when (e is ProtocolException or JsonException)
        {
            _channel.Dispose();
            _onEvent(new GuestSaid.Broke($"the guest agent broke the protocol: {e.Message}"));
        }
    }

    private void Handle(ReadOnlyMemory<byte> line)
    {
        switch (_state)
        {
            case State.Synchronising:
                using (var answer = JsonDocument.Parse(line))
                {
                    if (answer.RootElement.ValueKind != JsonValueKind.Object
                        || !answer.RootElement.TryGetProperty("return", out var id)
                        || id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var number) || number != SyncId)
                        return;     // not the answer that was asked for: QGA has it skipped
                }
                _state = State.Configuring;
                _timeline.Mark("hello");
                _onEvent(new GuestSaid.Hello());
                break;
            case State.Configuring:
                _state = State.Ready;
                var reply = JsonSerializer.Deserialize(line.Span, QgaJson.Default.ConfigureReply)
                    ?? throw new ProtocolException("null is no answer");
                _onEvent(Configured(reply));
                break;
            case State.Arming:
                _state = State.Ready;
                _onEvent(new GuestSaid.Armed());
                break;
        }
    }

    private GuestSaid Configured(ConfigureReply reply)
    {
        if (reply.Error is { } error)
            return new GuestSaid.Refused(ExitCode.RuntimeFailed, $"the guest could not be set up: {error.Desc}");
        if (reply.Return is not { } result)
            throw new ProtocolException("an answer without return or error");
        _timeline.MarkGuest(result.Marks ?? []);
        _timeline.Mark("entrypoint");
        return result.Failure is { } failure
            ? new GuestSaid.Refused(Math.Clamp(failure.ExitCode, 1, 255), failure.Message)
            : new GuestSaid.Started(result.Kernel ?? "", result.Warnings ?? []);
    }
}
