using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Guest;

/// <summary>What an exec asks for.</summary>
/// <param name="Process">The process, as the guest is to start it.</param>
/// <param name="Client">Who waits for it.</param>
public sealed record ExecRequest(ProcessPlan Process, IExecClient Client);

/// <summary>One exec session: stands between its client and its process in the guest, and ends with either.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="guest">The guest, once its entrypoint runs.</param>
/// <param name="settings">Deadlines.</param>
public sealed class ExecActor(ExecRequest request, Func<IGuest?> guest, Settings settings)
    : LifecycleActor<ExecState>(settings, new ExecState.Waiting())
{
    private IExecSession? _session;
    private bool _answered;

    protected override bool Passing => true;

    protected override void PreStart()
    {
        var self = Self;
        StartClock(Deadline.ExecWait);
        request.Client.Connect(what => self.Tell(what));
    }

    protected override Step<ExecState> Next(ExecState state, object message) => ExecLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case StartProcess:
                var self = Self;
                _session = guest()?.Exec(request.Process, what => self.Tell(new ExecEvent.Said(what)));
                break;
            case AttachStdio attach:
                _session?.Attach(attach.Stdio);
                break;
            case SignalProcess signal:
                _session?.Signal(signal.Number);
                break;
            case ResizeTerminal:
                _session?.Resize();
                break;
            case KillProcess:
                _session?.Kill();
                break;
            case TellStarted:
                request.Client.Started();
                break;
            case TellRefused refused:
                _answered = true;
                request.Client.Refused(refused.ExitCode, refused.Message);
                break;
            case TellExit exit:
                _answered = true;
                request.Client.Ended(exit.ExitCode);
                break;
            case TellLost lost:
                _answered = true;
                request.Client.Lost(lost.Why);
                break;
        }
    }

    protected override void Applied()
    {
        if (State is ExecState.Ended)
            Context.Stop(Self);
    }

    protected override void PostStop()
    {
        if (!_answered)
            request.Client.Lost("its session in the supervisor was stopped");
        base.PostStop();
    }
}
