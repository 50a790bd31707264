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

    private const int ConsoleNoted = 1000;

    private readonly Dictionary<string, HelperFailure> _lastFailure = [];
    private IActorRef _network = ActorRefs.Nobody;
    private IActorRef _virtiofsd = ActorRefs.Nobody;
    private IActorRef _qemu = ActorRefs.Nobody;
    private IActorRef _guest = ActorRefs.Nobody;
    private IActorRef _shutdown = ActorRefs.Nobody;
    private readonly SupervisionPolicy.Restarting _restarting =
        plan.Machine.Checkpoint is null ? settings.Restarting : SupervisionPolicy.FromCheckpoint(settings.Restarting);
    private NetworkPlan _networkPlan = new();
    private Accelerator _accelerator = plan.Machine.Accelerator;
    private IQemu? _lastQemu;

    protected override void PreStart()
    {
        Func<GuestPlan> guestPlan = () => plan.Guest with { Network = _networkPlan };
        _network = Child(Network, Props.Create(() => new NetworkActor(ports.Network, () => _qemu, () => _guest, Settings)));
        _virtiofsd = Child(Virtiofsd, Props.Create(() => new VirtiofsdActor(ports.Virtiofsd, Settings)));
        _qemu = Child(Qemu, Props.Create(() => new QemuActor(ports.Qemu, Settings)));
        _guest = Child(Guest, Props.Create(() => new GuestAgentActor(ports.Guest, guestPlan, Settings)));
        _shutdown = Child(Shutdown, Props.Create(() => new ShutdownActor(_qemu, _guest, Settings)));
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(Settings.Restarts, Settings.RestartWindow, Decide);

    protected override Step<VmState> Next(VmState state, object message) =>
        message is GuestEvent.Exec exec
            ? Steps.Stay(state, new PassExec(exec)) // the guest's affair, whatever the VM's state
            : VmLifecycle.Next(state, message is Terminated gone ? Lost(gone.ActorRef.Path.Name) : message, Settings.ExitCodes);

    /// <summary>Nobody above knows better: the container ends, and PID 1 takes all that is left with it.</summary>
    protected override void Failed(Exception e) =>
        ports.Finish(Ended(new Finish(Settings.ExitCodes.Failed, $"the supervisor failed: {e.Message}")));

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case StartNetwork start:
                _network.Tell(new NetworkEvent.Start(start.Attempt));
                break;
            case FollowNetwork:
                _network.Tell(new NetworkEvent.Follow());
                break;
            case StartRoot start:
                _virtiofsd.Tell(new VirtiofsdEvent.Start(start.Attempt));
                break;
            case BootQemu boot:
                _accelerator = boot.Accelerator;
                _qemu.Tell(Boot(boot));
                break;
            case FitCards fit:
                _qemu.Tell(new QemuEvent.Fit(fit.Attempt, fit.Cards));
                break;
            case AskForGuest ask:
                _qemu.Tell(new QemuEvent.AskForGuest(ask.Accelerator));
                break;
            case KeepEvidence keep:
                _lastQemu = keep.Qemu;
                break;
            case AttachTo attach:
                _networkPlan = attach.Network.Plan;
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
            case PassSize pass:
                if (pass.Size.Vcpus is { } vcpus)
                    _guest.Tell(new GuestEvent.Resize(vcpus));
                if (pass.Size.MemoryMiB is { } memory)
                    _qemu.Tell(new QemuEvent.SetMemory(memory));
                break;
            case HoldGuest:
                _guest.Tell(new GuestEvent.Hold());
                break;
            case ReleaseGuest:
                _guest.Tell(new GuestEvent.Release());
                break;
            case SaveMachine save:
                _qemu.Tell(new QemuEvent.Save(save.Checkpoint));
                break;
            case TellSaved tell:
                tell.Checkpoint.Saved(_networkPlan.Interfaces.Count, _accelerator);
                break;
            case RefuseCheckpoint refuse:
                refuse.Checkpoint.Failed(refuse.Why);
                break;
            case HearAgain hear:
                Self.Tell(hear.Message);
                break;
            case GoOnStopping stop:
                _shutdown.Tell(new StopAsked(stop.Press));
                break;
            case ArmButton:
                _guest.Tell(new GuestEvent.Arm());
                break;
            case PassOverStep step:
                _shutdown.Tell(new PassOver(step.Step));
                break;
            case WakeQemu:
                _qemu.Tell(new QemuEvent.Wake());
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
                ports.Finish(Ended(finish));
                break;
        }
    }

    private static IActorRef Child(string name, Props props) => Context.Watch(Context.ActorOf(props, name));

    /// <summary>A second attempt starts cold: whatever was wrong with the first may have been its template.</summary>
    private MachinePlan MachineFor(BootQemu boot) => plan.Machine with
    {
        Accelerator = boot.Accelerator, Templates = boot.Attempt > 1 && !plan.Machine.WarmOnly ? null : plan.Machine.Templates,
    };

    private Directive Decide(Exception failure)
    {
        var directive = SupervisionPolicy.Decide(State, failure, _restarting);
        if (failure is HelperFailure helper)
        {
            _lastFailure[helper.Child] = helper;
            if (helper.Kind == FailureKind.DamagedTemplate)
                ports.Disown(helper.Message);
            // Of a start that is tried again nothing else would be left.
            if (_lastQemu is { ConsoleTail.Length: > 0 } qemu)
                Note($"the guest's console ended: {LastWords(qemu.ConsoleTail)}");
            if (directive == Directive.Restart)
                Self.Tell(new VmEvent.ChildRestarts(helper.Child, helper.Message, helper.Kind));
        }
        return directive;
    }

    private static string LastWords(string console) => console[Math.Max(0, console.Length - ConsoleNoted)..].Trim();

    private VmEvent.ChildLost Lost(string child) => _lastFailure.GetValueOrDefault(child) is { } failure
        ? new(child, failure.Message, failure.Kind)
        : new(child, "it stopped");

    private QemuEvent.Boot Boot(BootQemu boot) => new(
        boot.Attempt, boot.Accelerator,
        new QemuLaunch(MachineFor(boot), boot.Cards, boot.RootSocket));

    private Outcome Ended(Finish finish)
    {
        var evidence = _lastQemu is null ? null : new Evidence(_lastQemu.ErrorTail.TrimEnd(), _lastQemu.ConsoleTail.TrimEnd());
        // A process that was killed, by nobody here: the guest's kernel may have said why.
        var outOfMemory = finish is { Cause: null, ExitCode: ExitCode.Killed } ? GuestMemory.WordsOfTheKernel(evidence?.Console) : null;
        if ((finish.Cause ?? outOfMemory) is not { } cause)
            return new Outcome(finish.ExitCode);
        var failure = new DkvmException(
            cause, $"container {plan.ContainerId[..Math.Min(12, plan.ContainerId.Length)]}", outOfMemory is null ? null : GuestMemory.Remedy);
        // The workload's own mistakes need no console.
        var failed = finish.ExitCode == Settings.ExitCodes.Failed;
        return new Outcome(
            finish.ExitCode, failure, evidence, ShowEvidence: failed, KeepPostMortem: failed || finish.ExitCode == Settings.ExitCodes.Killed);
    }
}
