using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dkvm.ContainerSide.Control;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// One command of <c>dkvmctl agent</c>, from its arrival until its answer has gone: waits for the guest, asks its agent,
/// and writes the answer, which may be long, to a descriptor of the client's. Loop's thread only.
/// </summary>
internal sealed class AgentQuestion
{
    private readonly EventLoop _loop;
    private readonly ControlCall _call;
    private readonly AgentLine _line;
    private readonly int _answerFd;
    private readonly LoopTimer _timer;
    private readonly Action _onOver;
    private AgentConnection? _agent;
    private long _asked;
    private AnswerFeed? _feed;
    private bool _over;

    /// <param name="loop">The event loop.</param>
    /// <param name="call">The client.</param>
    /// <param name="line">What it asks.</param>
    /// <param name="answerFd">Where the answer goes; this closes it.</param>
    /// <param name="patience">For the guest and its answer together.</param>
    /// <param name="onOver">Called once.</param>
    public AgentQuestion(EventLoop loop, ControlCall call, AgentLine line, int answerFd, TimeSpan patience, Action onOver)
    {
        (_loop, _call, _line, _answerFd, _onOver) = (loop, call, line, answerFd, onOver);
        call.OnClosed = End;
        _timer = loop.After(patience, () => Fail(_agent is null
            ? new DkvmException($"the guest has not come up in {patience.TotalSeconds:0.#} s", remedy: "dkvmctl logs shows what it does; --timeout waits longer")
            : new DkvmException(
                $"the guest's agent has not answered in {patience.TotalSeconds:0.#} s", remedy: "is the container paused, or a file system of its frozen? --timeout waits longer")));
    }

    /// <summary>The guest is up.</summary>
    public void Ask(AgentConnection agent)
    {
        if (_over)
            return;
        _agent = agent;
        _asked = agent.Ask(_line.Execute, _line.Arguments is { } arguments ? arguments.WriteTo : null, Answer, much: true);
    }

    private void Answer(AgentAnswer answer)
    {
        if (_over)
            return;
        if (answer.Lost && _line.Execute == AgentCommands.Shutdown)
        {
            Return(failed: false); // it has no answer: its success is the machine's end
            End();
            return;
        }
        if (answer.Lost)
        {
            Fail(new DkvmException(answer.Error!.Desc));
            return;
        }
        _timer.Dispose(); // how long the client takes is its own affair
        _feed = new AnswerFeed(_loop, _answerFd, Written(answer), () =>
        {
            Return(failed: answer.Error is not null);
            End();
        });
    }

    private void Return(bool failed) => _call.Return(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("failed"u8, failed);
        json.WriteEndObject();
    });

    /// <summary>The answer with the client's own id instead of ours. Its value, which may be long, is not copied.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Written(AgentAnswer answer)
    {
        var end = new ArrayBufferWriter<byte>();
        if (_line.Id is { } id)
        {
            end.Write(", \"id\": "u8);
            using var writer = new Utf8JsonWriter(end);
            id.WriteTo(writer);
        }
        end.Write("}\n"u8);
        return answer.Error is { } error
            ? ["{\"error\": "u8.ToArray(), Readable(error), end.WrittenMemory]
            : ["{\"return\": "u8.ToArray(), answer.Return, end.WrittenMemory];
    }

    /// <summary>People read it: apostrophes stay what they are.</summary>
    private static ReadOnlyMemory<byte> Readable(AgentError error)
    {
        var text = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("class"u8, error.Class);
        writer.WriteString("desc"u8, error.Desc);
        writer.WriteEndObject();
        writer.Flush();
        return text.WrittenMemory;
    }

    private void Fail(DkvmException why)
    {
        _call.Fail(why);
        End();
    }

    private void End()
    {
        if (_over)
            return;
        _over = true;
        _timer.Dispose();
        _agent?.Forget(_asked);
        if (_feed is not null)
            _feed.Dispose();
        else
            Descriptor.Close(_answerFd);
        _onOver();
    }
}
