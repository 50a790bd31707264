using System.Buffers;
using System.Text.Json;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// A client of any QEMU guest agent. Commands may be sent before the agent is there: QEMU holds them until it opens its
/// port. Answers are matched by "id", so several users share the connection and none waits for another's answer here.
/// Loop's thread only.
/// </summary>
internal sealed class AgentConnection : IDisposable
{
    private const long SyncId = 1;

    private readonly ByteChannel _channel;
    private readonly LineReader _lines = new(AgentCommands.MaxAnswer);
    private readonly Dictionary<long, Asked> _asked = [];
    private readonly Action<AgentLoss> _onLost;
    private Action? _onSynchronised;
    private long _lastId = SyncId;
    private int _expectingMuch;

    /// <param name="loop">The event loop.</param>
    /// <param name="fd">The agent's socket; this closes it.</param>
    /// <param name="onLost">Called once when the connection is no more, before every command that waits is told so.</param>
    public AgentConnection(EventLoop loop, int fd, Action<AgentLoss> onLost)
    {
        _onLost = onLost;
        _channel = new ByteChannel(loop, fd, Receive, why => Lose(new($"the guest agent's port was lost: {why}", Broke: false)));
    }

    private readonly record struct Asked(Action<AgentAnswer> OnAnswer, bool Much);

    /// <summary>
    /// Throws away what an earlier client may have left on the line, and sends a first command in the same breath.
    /// </summary>
    /// <param name="onSynchronised">The agent answers; the first command's answer comes later.</param>
    /// <param name="command">The first command.</param>
    /// <param name="arguments">Writes its arguments, an object; null for none.</param>
    /// <param name="onAnswer">Gets its answer.</param>
    public void Synchronise(Action onSynchronised, string command, Action<Utf8JsonWriter>? arguments, Action<AgentAnswer> onAnswer)
    {
        _onSynchronised = onSynchronised;
        var lines = new ArrayBufferWriter<byte>(16 * 1024);
        lines.Write<byte>([0xFF]);
        Write(lines, SyncId, AgentCommands.SyncDelimited, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("id"u8, SyncId);
            writer.WriteEndObject();
        });
        Write(lines, Expect(onAnswer, much: false), command, arguments);
        _channel.Send(lines.WrittenMemory);
    }

    /// <summary>Sends a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Writes its arguments, an object; null for none.</param>
    /// <param name="onAnswer">Gets its answer, or an error where the connection is lost.</param>
    /// <param name="much">The answer may be longer than <see cref="AgentCommands.MaxAnswer"/>.</param>
    /// <returns>What <see cref="Forget"/> takes.</returns>
    public long Ask(string command, Action<Utf8JsonWriter>? arguments, Action<AgentAnswer> onAnswer, bool much = false)
    {
        var id = Expect(onAnswer, much);
        var line = new ArrayBufferWriter<byte>(256);
        Write(line, id, command, arguments);
        _channel.Send(line.WrittenMemory);
        return id;
    }

    /// <summary>Sends a command that has no answer, or whose answer nobody needs.</summary>
    public void Tell(string command, Action<Utf8JsonWriter>? arguments = null) => Forget(Ask(command, arguments, _ => { }));

    /// <summary>Nobody needs the answer any more. It may still come.</summary>
    public void Forget(long id)
    {
        if (_asked.ContainsKey(id))
            _asked[id] = _asked[id] with { OnAnswer = _ => { } };
    }

    /// <summary>Takes what has arrived already.</summary>
    public void Drain() => _channel.Drain();

    public void Dispose()
    {
        _channel.Dispose();
        FailAll("the guest agent's port was closed");
    }

    private long Expect(Action<AgentAnswer> onAnswer, bool much)
    {
        _asked.Add(++_lastId, new(onAnswer, much));
        if (much && ++_expectingMuch == 1)
            _lines.MaxLine = AgentCommands.MaxLongAnswer;
        return _lastId;
    }

    private static void Write(IBufferWriter<byte> lines, long id, string command, Action<Utf8JsonWriter>? arguments)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            json.WriteString("execute"u8, command);
            if (arguments is not null)
            {
                json.WritePropertyName("arguments"u8);
                arguments(json);
            }
            json.WriteNumber("id"u8, id);
            json.WriteEndObject();
        }
        lines.Write("\n"u8);
    }

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _lines.Feed(bytes.Span, Handle);
        }
        catch (ProtocolException e)
        {
            _channel.Dispose();
            Lose(new($"the guest agent broke the protocol: {e.Message}", Broke: true));
        }
    }

    private void Handle(ReadOnlyMemory<byte> line)
    {
        if (_onSynchronised is { } synchronised)
        {
            if (!IsSyncAnswer(line))
                return; // of an earlier client's, or no answer at all: QGA has it skipped
            _onSynchronised = null;
            synchronised();
            return;
        }
        var answer = AgentAnswer.Parse(line);
        if (answer.Id is not { } id || !_asked.Remove(id, out var asked))
            return; // to what nobody asked here, such as the 0xFF, which older agents take for an error
        if (asked.Much && --_expectingMuch == 0)
            _lines.MaxLine = AgentCommands.MaxAnswer;
        asked.OnAnswer(answer);
    }

    private static bool IsSyncAnswer(ReadOnlyMemory<byte> line)
    {
        try
        {
            return AgentAnswer.Parse(line) is { Error: null, Id: SyncId };
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private void Lose(AgentLoss loss)
    {
        _onLost(loss);
        FailAll(loss.Why);
    }

    private void FailAll(string why)
    {
        var all = _asked.Values.ToArray();
        _asked.Clear();
        foreach (var asked in all)
            asked.OnAnswer(AgentAnswer.NoneCame(why));
    }
}

/// <param name="Why">For the user.</param>
/// <param name="Broke">The guest sent what it must not; otherwise the connection ended.</param>
internal sealed record AgentLoss(string Why, bool Broke);
