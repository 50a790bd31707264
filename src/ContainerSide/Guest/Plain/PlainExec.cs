using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest.Plain;

/// <summary>
/// Runs a process by guest-exec and guest-exec-status, which every QEMU guest agent has: output comes at the end, up to
/// the agent's limit. That protocol has no event for the end: it is asked for, at first often, then less so. Loop's
/// thread only.
/// </summary>
internal sealed class PlainExec
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly AgentConnection _agent;
    private readonly Action _onStarted;
    private readonly Action<PlainOutcome> _onEnd;
    private TimeSpan _pause = FirstPause;
    private LoopTimer? _timer;
    private long _pid;
    private bool _cancelled;

    private PlainExec(EventLoop loop, AgentConnection agent, Action onStarted, Action<PlainOutcome> onEnd) =>
        (_loop, _agent, _onStarted, _onEnd) = (loop, agent, onStarted, onEnd);

    /// <param name="loop">The event loop.</param>
    /// <param name="agent">Synchronised.</param>
    /// <param name="request">What to run.</param>
    /// <param name="onStarted">The process runs.</param>
    /// <param name="onEnd">Called once, unless cancelled before: it has ended, or was not started.</param>
    /// <returns>Can be cancelled: the process then runs on, for the protocol has no way to end it.</returns>
    /// <exception cref="DkvmException">The request needs what the protocol has not.</exception>
    public static PlainExec Start(EventLoop loop, AgentConnection agent, PlainRequest request, Action onStarted, Action<PlainOutcome> onEnd)
    {
        request.Check();
        var exec = new PlainExec(loop, agent, onStarted, onEnd);
        agent.Ask(AgentCommands.Exec, request.Write, exec.OnStarted);
        return exec;
    }

    public void Cancel()
    {
        _cancelled = true;
        _timer?.Dispose();
    }

    private void OnStarted(AgentAnswer answer)
    {
        if (answer.Error is { } error)
            End(PlainOutcome.NotStarted(error.Desc));
        else if (Member(answer, "pid") is { ValueKind: JsonValueKind.Number } pid && pid.TryGetInt64(out _pid))
            Begin();
        else
            End(PlainOutcome.NotStarted("the guest's agent answered guest-exec without a pid"));
    }

    private void Begin()
    {
        if (!_cancelled)
            _onStarted();
        AskStatus();
    }

    private void AskStatus()
    {
        if (!_cancelled)
            _agent.Ask(AgentCommands.ExecStatus, WritePid, OnStatus, much: true);
    }

    private void WritePid(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("pid"u8, _pid);
        json.WriteEndObject();
    }

    private void OnStatus(AgentAnswer answer)
    {
        if (answer.Error is { } error)
        {
            End(PlainOutcome.Lost(error.Desc));
            return;
        }
        ExecStatus? status;
        try
        {
            status = JsonSerializer.Deserialize(answer.Return.Span, QgaJson.Default.ExecStatus);
        }
        catch (JsonException e)
        {
            End(PlainOutcome.Lost($"the guest's agent answered guest-exec-status with {e.Message}"));
            return;
        }
        if (status is { Exited: true })
        {
            End(PlainOutcome.Of(status));
            return;
        }
        _timer = _loop.After(_pause, AskStatus);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void End(PlainOutcome outcome)
    {
        if (_cancelled)
            return;
        _cancelled = true;
        _onEnd(outcome);
    }

    private static JsonElement? Member(AgentAnswer answer, string name)
    {
        using var document = JsonDocument.Parse(answer.Return);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)
            ? value.Clone()
            : null;
    }
}
