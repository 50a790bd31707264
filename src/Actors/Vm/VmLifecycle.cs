using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Shutdown;
using Dkvm.Contract;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Vm.VmEvent;
using static Dkvm.Actors.Vm.VmState;

namespace Dkvm.Actors.Vm;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class VmLifecycle
{
    private const string Unsynced = "the guest did not sync and unmount its file systems in time; what it wrote last may be lost";

    public static readonly VmState Initial = new Preparing(0, null, null, []);

    public static Step<VmState> Next(VmState state, object message) => Next(state, message, ExitCodes.Docker);

    public static Step<VmState> Next(VmState state, object message, ExitCodes codes) =>
        SavingRules.Next(state, message, codes) ?? Otherwise(state, message, codes);

    private static Step<VmState> Otherwise(VmState state, object message, ExitCodes codes) => (state, message) switch
    {
        (Preparing p, Start s) => To<VmState>(p with { Attempt = 1, Accelerator = s.Accelerator }, new StartNetwork(1), new StartRoot(1)),
        (Preparing p, NetworkReady n) when n.Attempt == p.Attempt => BootWhenReady(p with { Network = n.Setup }),
        (Preparing p, CardReserved c) when c.Attempt == p.Attempt => BootWhenReady(p with { Card = c.Tap }),
        (Preparing p, RootServed r) when r.Attempt == p.Attempt => BootWhenReady(p with { RootSocket = r.Socket }),
        (Preparing p, SignalAsked s) => Stay<VmState>(p with { Signals = p.Signals.Add(s.Number) }),
        (Preparing p, SizeAsked s) => Stay<VmState>(p with { Size = s.Size.After(p.Size) }),
        (Booting { GuestIsUp: true, StopAsked: false } b, StopAsked) => Stay<VmState>(b with { StopAsked = true }),
        (Preparing or Booting, StopAsked) => End(codes.Stopped, "stopped before the workload ran"),   // nothing runs that could be told
        (Preparing or Booting, ChildRestarts r) => StartOver.Next(state, r),
        (Preparing or Booting, ChildLost l) => End(Of(l, codes), $"the VM did not start: {l.Child}: {l.Cause}", l.Child),

        (Booting b, QemuStarted q) when q.Attempt == b.Attempt => AttachWhenReady(b with { Qemu = q.Qemu }, new KeepEvidence(q.Qemu)),
        (Booting { Network: null } b, NetworkReady n) when n.Attempt == b.Attempt => AttachWhenReady(b with { Network = n.Setup }),
        (Booting b, CardsFit f) when f.Attempt == b.Attempt => Attach(b),
        (Booting b, CardsUnfit f) when f.Attempt == b.Attempt => StartOver.WithItsNetwork(b),
        (Booting b, GuestUp) => Stay<VmState>(b with { GuestIsUp = true }, new TellQemuGuestUp()),
        (Booting b, SignalAsked s) => Stay<VmState>(b with { Signals = b.Signals.Add(s.Number) }),
        (Booting b, WorkloadStarted s) => To<VmState>(
            new Running(), [
                .. Warnings(s), .. b.Signals.Select(n => new PassSignal(n)), .. Sizes(b.Size), new FollowNetwork(),
                .. b.StopAsked ? [new HearAgain(new StopAsked())] : Array.Empty<Effect>(),
            ]),
        (Booting b, SizeAsked s) => Stay<VmState>(b with { Size = s.Size.After(b.Size) }),
        (Booting, WorkloadRefused r) => Unmounting(r.ExitCode, r.Message, stopping: false),

        (Running, SignalAsked s) => Stay(state, new PassSignal(s.Number)),
        (Running, SizeAsked s) => Stay(state, new PassSize(s.Size)),
        (Delivering or Ending, SizeAsked) => Stay(state),                                      // nothing runs in it any more
        (Running { Stopping: false } r, StopAsked) =>
            Stay<VmState>(r with { Stopping = true }, new WakeQemu(), new ArmButton(), new GoOnStopping(Press: false)),
        (Running, StopAsked) => Stay(state, new GoOnStopping(Press: true)),
        (Running, PowerButtonArmed) => Stay(state, new PressButton()),
        (Running, StepImpossible s) => Stay(state, PassedOver(s)),
        (Running r, StopForced f) => Stay<VmState>(r with { Forced = f.Step }, NotEnough(f)),
        (Running { Forced: { } step }, WorkloadEnded e) => Unmounting(e.ExitCode, Forced(step), stopping: true),
        (Running r, WorkloadEnded e) => Unmounting(e.ExitCode, null, r.Stopping),
        (Running r, Unmounted) => To<VmState>(new Delivering(r.Forced), new ReleaseRoot(), new MakeQemuGo()),  // nothing is in it any more
        (Running, ChildRestarts { Child: VmActor.Network } r) => Stay(state, Restarts(r), new FollowNetwork()),
        (Running, ChildRestarts r) => Stay(state, Restarts(r)),
        (Running { Forced: { } step } r, QemuGone or ChildLost { Child: VmActor.Qemu }) => WithoutQemu(r, codes.Killed, Forced(step)),
        (Running r, QemuGone) => WithoutQemu(r, codes.Failed, "the VM was lost"),
        (Running r, ChildLost { Child: VmActor.Qemu } l) => WithoutQemu(r, Of(l, codes), VmWasLost(l)),
        (Running { Forced: { } step }, ChildLost l) => End(codes.Killed, Forced(step), l.Child),
        (Running, ChildLost l) => End(Of(l, codes), VmWasLost(l), l.Child),
        (Running r, GuestLost) => Stay<VmState>(r with { GuestLost = true }),

        // The guest may have ended in order, and QEMU with it: what it said of that is on its way, by another actor.
        (Hearing h, WorkloadEnded e) => To<VmState>(
            new Ending(e.ExitCode, h.Forced is null ? null : Forced(h.Forced), Unmounting: true, QemuHasGone: true), new Arm(Deadline.Unmount)),
        (Hearing h, Unmounted) => To<VmState>(new Delivering(h.Forced, QemuHasGone: true), new ReleaseRoot()),
        (Hearing h, GuestLost or ChildLost { Child: VmActor.Guest } or Late { Deadline: Deadline.Cut }) =>
            To<VmState>(new Ended(), new Finish(h.ExitCode, h.Cause)),
        (Hearing, ChildLost l) => Stay(state, WhileEnding(l)),
        (Hearing, _) => Stay(state),

        (Delivering d, QemuGone or ChildLost { Child: VmActor.Qemu }) => Stay<VmState>(d with { QemuHasGone = true }),
        (Delivering d, WorkloadEnded e) => Delivered(d, e.ExitCode, d.Forced is null ? null : Forced(d.Forced)),
        (Delivering d, StopAsked or StopForced) => Delivered(d, codes.Killed, "stopped before all of the workload's output was read"),
        (Delivering d, ChildLost { Child: VmActor.Guest } l) => Delivered(d, codes.Failed, $"the workload's output was lost: {l.Cause}"),
        (Delivering, ChildLost l) => Stay(state, WhileEnding(l)),
        (Delivering, StepImpossible s) => Stay(state, PassedOver(s)),
        (Delivering, SignalAsked or GuestUp or GuestLost or PowerButtonArmed or QemuStarted or NetworkReady or RootServed or CardReserved or CardsFit or CardsUnfit) => Stay(state),

        (Ending e, Unmounted) => Settle(e, new MakeQemuGo()),                                  // nothing is in it any more
        (Ending { Unmounting: true } e, GuestLost or Late { Deadline: Deadline.Unmount }) => Settle(e, new WarnUser(Unsynced), new LetQemuQuit()),
        // The guest's last word may still be on its way, by another actor.
        (Ending { Unmounting: true } e, QemuGone or ChildLost { Child: VmActor.Qemu }) => Stay<VmState>(e with { QemuHasGone = true }),
        (Ending e, QemuGone or ChildLost { Child: VmActor.Qemu }) => To<VmState>(new Ended(), new Finish(e.ExitCode, e.Cause)),
        (Ending { Unmounting: true } e, ChildLost l) => Settle(e, new WarnUser(Unsynced), WhileEnding(l), new MakeQemuGo()),
        (Ending, ChildLost l) => Stay(state, WhileEnding(l), new MakeQemuGo()),
        (Ending { Unmounting: true, Stopping: false } e, StopAsked) => Stay<VmState>(e with { Stopping = true }, new WakeQemu(), new GoOnStopping(Press: false)),
        (Ending { Unmounting: true }, StopAsked) => Stay(state, new GoOnStopping(Press: true)),
        (Ending, StopAsked) => Stay(state, new LetQemuQuit()),
        (Ending, StopForced f) => Stay(state, NotEnough(f)),
        (Ending, StepImpossible s) => Stay(state, PassedOver(s)),
        (Ending, SignalAsked or GuestUp or GuestLost or PowerButtonArmed or QemuStarted or NetworkReady or RootServed or CardReserved or CardsFit or CardsUnfit) => Stay(state),

        (Preparing or Booting, GuestLost or NetworkReady or RootServed or CardReserved or CardsFit or CardsUnfit or QemuStarted or QemuGone) => Stay(state),       // of an earlier attempt
        (Ended, _) => Stay(state),

        _ => Steps.Otherwise(state, message),
    };

    private static Step<VmState> BootWhenReady(Preparing p) => p switch
    {
        { Network: { } network, RootSocket: { } socket } => To<VmState>(
            new Booting(p.Attempt, p.Signals, p.Accelerator, p.Size, Network: network), new BootQemu(p.Attempt, network.Taps, socket, p.Accelerator)),
        { Card: { } card, RootSocket: { } socket } => To<VmState>(
            new Booting(p.Attempt, p.Signals, p.Accelerator, p.Size, card), new BootQemu(p.Attempt, [card], socket, p.Accelerator)),
        _ => Stay<VmState>(p),
    };

    /// <summary>The guest is told all at once, so both have to be there: the machine, and what its network is.</summary>
    private static Step<VmState> AttachWhenReady(Booting b, params Effect[] before) => b switch
    {
        { Qemu: null } or { Network: null } => Stay<VmState>(b, before),
        { Card: { } card, Network.Taps: var taps } when taps is not [var only] || only != card => Stay<VmState>(b, [.. before, new FitCards(b.Attempt, taps)]),
        _ => Attach(b, before),
    };

    private static Step<VmState> Attach(Booting b, params Effect[] before) =>
        Stay<VmState>(b, [.. before, new AskForGuest(b.Accelerator), new AttachTo(b.Attempt, b.Qemu!, b.Network!)]);

    /// <summary>Settles how the container ends, and has QEMU go, unless it is what was lost.</summary>
    private static Step<VmState> End(int exitCode, string? cause, string? lost = null) => lost == VmActor.Qemu
        ? To<VmState>(new Ended(), new Finish(exitCode, cause))
        : To<VmState>(new Ending(exitCode, cause), new ReleaseRoot(), new MakeQemuGo());

    private static Step<VmState> WithoutQemu(Running running, int exitCode, string cause) => running.GuestLost
        ? To<VmState>(new Ended(), new Finish(exitCode, cause))
        : To<VmState>(new Hearing(exitCode, cause, running.Forced), new Arm(Deadline.Cut));

    private static Step<VmState> Delivered(Delivering d, int exitCode, string? cause) => d.QemuHasGone
        ? To<VmState>(new Ended(), new Finish(exitCode, cause))
        : To<VmState>(new Ending(exitCode, cause), new MakeQemuGo());

    private static Step<VmState> Unmounting(int exitCode, string? cause, bool stopping) =>
        To<VmState>(new Ending(exitCode, cause, stopping, Unmounting: true), new Arm(Deadline.Unmount));

    private static int Of(ChildLost lost, ExitCodes codes) => lost.Kind == FailureKind.OutOfMemory ? codes.Killed : codes.Failed;

    private static string VmWasLost(ChildLost lost) => $"the VM was lost: {lost.Child}: {lost.Cause}";

    private static string Forced(string step) => $"the stop had to be forced: {step} was not enough";

    private static Remark Restarts(ChildRestarts r) => new($"{r.Child} starts again: {r.Cause}", Warning: true);

    private static Remark NotEnough(StopForced forced) => new($"stop: {forced.Step} was not enough", Warning: true);

    private static Effect[] PassedOver(StepImpossible s) =>
        [new Remark($"stop: {s.Step} is not possible: {s.Why}", Warning: true), new PassOverStep(s.Step)];

    private static Remark WhileEnding(ChildLost lost) => new($"while ending: {lost.Child}: {lost.Cause}", Warning: true);

    /// <summary>The guest unmounts no longer; the rest of the VM goes, if it has not gone.</summary>
    private static Step<VmState> Settle(Ending e, params Effect[] effects) => e.QemuHasGone
        ? To<VmState>(new Ended(), [.. effects.OfType<WarnUser>(), new Finish(e.ExitCode, e.Cause)])
        : Stay<VmState>(e with { Unmounting = false }, [new ReleaseRoot(), .. effects]);

    private static IEnumerable<Effect> Sizes(VmSize? size) => size is null ? [] : [new PassSize(size)];

    private static IEnumerable<Effect> Warnings(WorkloadStarted started) => started.How.Warnings.Select(w => new WarnUser(w));
}
