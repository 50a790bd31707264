using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Network;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Guest;

/// <summary>Talks to the guest's agent.</summary>
public sealed class GuestAgentActor(IGuestPort port, Func<GuestPlan> plan, Settings settings)
    : LifecycleActor<GuestState>(settings, new GuestState.Idle())
{
    private IGuest? _guest;
    private int _attempt;
    private long _execs;

    protected override Step<GuestState> Next(GuestState state, object message) =>
        message is GuestEvent.Said said && said.Attempt != _attempt
            ? Steps.Stay(state)
            : GuestLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case AttachGuest attach:
                var self = Self;
                _attempt = attach.Attempt;
                _guest = port.Attach(attach.Sockets, plan(), what => self.Tell(new GuestEvent.Said(attach.Attempt, what)));
                break;
            case DetachGuest:
                _guest?.Detach();
                _guest = null;
                break;
            case SignalEntrypoint signal:
                _guest?.Signal(signal.Number);
                break;
            case ArmPowerButton:
                _guest?.Arm();
                break;
            case ResizeGuest resize:
                _guest?.Resize(resize.Vcpus);
                break;
            case ChangeGuestNetwork change:
                var asker = Sender;
                _guest?.ChangeNetwork(change.Plan, failure => asker.Tell(new NetworkEvent.StepDone(change.Number, failure)));
                break;
            case BeginExec begin:
                BeginExec(begin);
                break;
            case RefuseExec refuse:
                refuse.Request.Client.Refused(ExitCode.RuntimeFailed, refuse.Why);
                break;
            case ReleaseExecs:
                TellExecs(new ExecEvent.GuestReady());
                break;
            case EndExecs end:
                TellExecs(new ExecEvent.GuestLeft(end.Why, end.Orderly));
                break;
            case HoldStreams:
                _guest?.Hold();
                break;
            case ReleaseStreams:
                _guest?.Release();
                break;
            case ShutDownGuest:
                _guest?.Shutdown();
                break;
        }
    }

    /// <summary>An exec that fails is its client's loss alone.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop() => _guest?.Detach();

    private void BeginExec(BeginExec begin)
    {
        var exec = Context.ActorOf(Props.Create(() => new ExecActor(begin.Request, () => _guest, Settings)), $"exec-{++_execs}");
        if (begin.Ready)
            exec.Tell(new ExecEvent.GuestReady());
    }

    private void TellExecs(ExecEvent what)
    {
        foreach (var exec in Context.GetChildren())
            exec.Tell(what);
    }
}
