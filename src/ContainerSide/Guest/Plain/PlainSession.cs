using System.Text;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Exec;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Guest.Plain;

/// <summary>An exec by <see cref="PlainExec"/>: what the process wrote goes to its client at the end. Loop's thread only.</summary>
internal sealed class PlainSession(EventLoop loop, AgentConnection agent, ProcessPlan process, Action<ExecSaid> onEvent) : IDisposable
{
    private readonly List<AnswerFeed> _feeds = [];
    private PlainExec? _exec;
    private PlainOutcome? _outcome;
    private ExecStdio? _stdio;
    private int _unfinished;

    public void Start()
    {
        try
        {
            _exec = PlainExec.Start(
                loop, agent, new PlainRequest(process, Interactive: !process.NullStdin), () => onEvent(new ExecSaid.Started()), OnEnd);
        }
        catch (DkvmException e)
        {
            onEvent(new ExecSaid.Refused(ExitCode.RuntimeFailed, e.Remedy is null ? e.Message : $"{e.Message}: {e.Remedy}"));
        }
    }

    public void Attach(ExecStdio stdio)
    {
        if (_stdio is not null || !stdio.Take())
            return;
        _stdio = stdio;
        PassOn();
    }

    public void Dispose()
    {
        _exec?.Cancel();
        foreach (var feed in _feeds)
            feed.Dispose();
        _stdio?.Close();
    }

    private void OnEnd(PlainOutcome outcome)
    {
        if (!outcome.Started)
        {
            onEvent(new ExecSaid.Refused(outcome.ExitCode, outcome.Problem ?? ""));
            return;
        }
        _outcome = outcome;
        PassOn();
    }

    private void PassOn()
    {
        if (_stdio is null || _outcome is not { } outcome)
            return;
        _unfinished = 2;
        Feed(_stdio.Output, outcome.Output);
        Feed(_stdio.Errors, outcome.Problem is { } problem ? [.. outcome.Errors, .. Encoding.UTF8.GetBytes($"dkvm: {problem}\n")] : outcome.Errors);
    }

    private void Feed(int fd, ReadOnlyMemory<byte> bytes) =>
        _feeds.Add(new AnswerFeed(loop, Descriptor.Duplicate(fd), bytes.Length > 0 ? [bytes] : [], () =>
        {
            if (--_unfinished == 0)
                onEvent(new ExecSaid.Exited(_outcome!.ExitCode));
        }));
}
