using Akka.Actor;
using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Network;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Qemu;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Virtiofsd;
using Dkvm.Contract;

namespace Dkvm.Actors.Vm;

/// <summary>The VM: starts its children, decides by <see cref="VmLifecycle"/>, and settles the container's exit code.</summary>
public sealed class VmActor(LaunchPlan plan, VmPorts ports, Settings settings)
    : LifecycleActor<VmState>(settings, VmLifecycle.Initial)
{
    public const string Network = "network";
    public const string Virtiofsd = "virtiofsd";
    public const string Qemu = "qemu";
    public const string Guest = "guest";
    public const string Shutdown = "shutdown";

    private readonly Dictionary<string, string> _lastFailure = [];
    private IActorRef _network = ActorRefs.Nobody;
    private IActorRef _virtiofsd = ActorRefs.Nobody;
    private IActorRef _qemu = ActorRefs.Nobody;
    private IActorRef _guest = ActorRefs.Nobody;
    private IActorRef _shutdown = ActorRefs.Nobody;
    private NetworkPlan _networkPlan = new();
    private IQemu? _lastQemu;

    protected override void PreStart()
    {
        Func<GuestPlan> guestPlan = () => plan.Guest with { Network = _networkPlan };
        _network = Child(Network, Props.Create(() => new NetworkActor(ports.Network, Settings)));
        _virtiofsd = Child(Virtiofsd, Props.Create(() => new VirtiofsdActor(ports.Virtiofsd, Settings)));
        _qemu = Child(Qemu, Props.Create(() => new QemuActor(ports.Qemu, Settings)));
        _guest = Child(Guest, Props.Create(() => new GuestAgentActor(ports.Guest, guestPlan, Settings)));
        _shutdown = Child(Shutdown, Props.Create(() => new ShutdownActor(_qemu, _guest, Settings)));
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(Settings.Restarts, Settings.RestartWindow, Decide);

    protected override Step<VmState> Next(VmState state, object message) => message switch
    {
        Terminated gone => VmLifecycle.Next(state, new VmEvent.ChildLost(
            gone.ActorRef.Path.Name, _lastFailure.GetValueOrDefault(gone.ActorRef.Path.Name, "it stopped"))),
        // Execs are the guest's affair, whatever the VM's state.
        GuestEvent.Exec exec => Steps.Stay(state, new PassExec(exec)),
        _ => VmLifecycle.Next(state, message),
    };

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case StartNetwork start:
                _network.Tell(new NetworkEvent.Start(start.Attempt));
                break;
            case StartRoot start:
                _virtiofsd.Tell(new VirtiofsdEvent.Start(start.Attempt));
                break;
            case BootQemu boot:
                _networkPlan = boot.Network.Plan;
                _qemu.Tell(new QemuEvent.Boot(boot.Attempt, new QemuLaunch(plan.Machine, boot.Network.Taps, boot.RootSocket)));
                break;
            case AttachTo attach:
                _lastQemu = attach.Qemu;
                _guest.Tell(new GuestEvent.Attach(attach.Attempt, attach.Qemu.Guest));
                break;
            case DetachFromGuest:
                _guest.Tell(new GuestEvent.Detach());
                break;
            case TellQemuGuestUp:
                _qemu.Tell(new QemuEvent.GuestUp());
                break;
            case PassExec pass:
                _guest.Tell(pass.Exec);
                break;
            case PassSignal signal:
                _guest.Tell(new GuestEvent.SendSignal(signal.Number));
                break;
            case GoOnStopping stop:
                _shutdown.Tell(new StopAsked(stop.Press));
                break;
            case ArmButton:
                _guest.Tell(new GuestEvent.Arm());
                break;
            case PressButton:
                _qemu.Tell(new QemuEvent.PowerDown());
                break;
            case LetQemuQuit:
                _qemu.Tell(new QemuEvent.Quit());
                break;
            case MakeQemuGo:
                _qemu.Tell(new QemuEvent.Kill());
                break;
            case ReleaseRoot:
                _virtiofsd.Tell(new VirtiofsdEvent.Release());
                break;
            case WarnUser warning:
                ports.Warn(warning.Text);
                Note(warning.Text, warning: true);
                break;
            case Remark remark:
                Note(remark.Text, remark.Warning);
                break;
            case Finish finish:
                ports.Finish(OutcomeOf(finish));
                break;
        }
    }

    private static IActorRef Child(string name, Props props) => Context.Watch(Context.ActorOf(props, name));

    private Directive Decide(Exception failure)
    {
        var directive = SupervisionPolicy.Decide(State, failure);
        if (failure is HelperFailure helper)
        {
            _lastFailure[helper.Child] = helper.Message;
            if (directive == Directive.Restart)
                Self.Tell(new VmEvent.ChildRestarts(helper.Child, helper.Message));
        }
        return directive;
    }

    private Outcome OutcomeOf(Finish finish)
    {
        if (finish.Cause is null)
            return new Outcome(finish.ExitCode);
        // The workload's own mistakes need no console.
        var ours = finish.ExitCode == ExitCode.RuntimeFailed && State is VmState.Ended;
        var failure = new DkvmException(finish.Cause, where: $"container {plan.ContainerId[..Math.Min(12, plan.ContainerId.Length)]}");
        return new Outcome(finish.ExitCode, failure, ours ? Evidence() : null);
    }

    private string? Evidence()
    {
        if (_lastQemu is null)
            return null;
        var console = _lastQemu.ConsoleTail.TrimEnd();
        var errors = _lastQemu.ErrorTail.TrimEnd();
        var text = (errors.Length > 0 ? $"--- QEMU ---\n{errors}\n" : "") + (console.Length > 0 ? $"--- guest console ---\n{console}\n" : "");
        return text.Length > 0 ? text : null;
    }
}
