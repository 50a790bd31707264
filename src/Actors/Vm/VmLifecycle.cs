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
    private const int Sigterm = 15;

    public static readonly VmState Initial = new Preparing(0, null, null, []);

    public static Step<VmState> Next(VmState state, object message) => (state, message) switch
    {
        (Preparing p, Start) => To<VmState>(p with { Attempt = 1 }, new StartNetwork(1), new StartRoot(1)),
        (Preparing p, NetworkReady n) when n.Attempt == p.Attempt => BootWhenReady(p with { Network = n.Setup }),
        (Preparing p, RootServed r) when r.Attempt == p.Attempt => BootWhenReady(p with { RootSocket = r.Socket }),
        (Preparing p, SignalAsked s) => Stay<VmState>(p with { Signals = p.Signals.Add(s.Number) }),
        (Preparing or Booting, StopAsked) => End(ExitCode.Signalled(Sigterm), null),        // nothing runs that could be told
        (Preparing or Booting, ChildRestarts r) => Again(state, r),
        (Preparing or Booting, ChildLost l) => End(ExitCode.RuntimeFailed, $"the VM did not start: {l.Child}: {l.Cause}", l.Child),

        (Booting b, QemuStarted q) when q.Attempt == b.Attempt => Stay(state, new AttachTo(q.Attempt, q.Qemu)),
        (Booting, GuestUp) => Stay(state, new TellQemuGuestUp()),
        (Booting b, SignalAsked s) => Stay<VmState>(b with { Signals = b.Signals.Add(s.Number) }),
        (Booting b, WorkloadStarted s) => To<VmState>(new Running(), [.. Warnings(s), .. b.Signals.Select(n => new PassSignal(n))]),
        (Booting, WorkloadRefused r) => To<VmState>(new Ending(r.ExitCode, r.Message), new Arm(Deadline.Unmount)),

        (Running, SignalAsked s) => Stay(state, new PassSignal(s.Number)),
        (Running { Stopping: false } r, StopAsked) => Stay<VmState>(r with { Stopping = true }, new ArmButton(), new GoOnStopping(Press: false)),
        (Running, StopAsked) => Stay(state, new GoOnStopping(Press: true)),
        (Running, PowerButtonArmed) => Stay(state, new PressButton()),
        (Running r, StopForced f) => Stay<VmState>(r with { Forced = f.Step }, new Remark($"stop: {f.Step} was not enough", Warning: true)),
        (Running, WorkloadEnded e) => To<VmState>(new Ending(e.ExitCode, null), new Arm(Deadline.Unmount)),
        (Running, ChildRestarts r) => Stay(state, new Remark($"{r.Child} starts again: {r.Cause}", Warning: true)),
        (Running { Forced: { } step }, ChildLost l) => End(ExitCode.Killed, Forced(step), l.Child),
        (Running { Forced: { } step }, QemuGone) => End(ExitCode.Killed, Forced(step), VmActor.Qemu),
        (Running, ChildLost l) => End(ExitCode.RuntimeFailed, $"the VM was lost: {l.Child}: {l.Cause}", l.Child),
        (Running, QemuGone) => End(ExitCode.RuntimeFailed, "the VM was lost", VmActor.Qemu),

        (Ending, Unmounted) => Stay(state, new ReleaseRoot(), new MakeQemuGo()),     // nothing is in it any more
        (Ending, Late { Deadline: Deadline.Unmount }) =>
            Stay(state, new Remark("the guest did not unmount in time", Warning: true), new ReleaseRoot(), new LetQemuQuit()),
        (Ending e, QemuGone) => To<VmState>(new Ended(), new Finish(e.ExitCode, e.Cause)),
        (Ending e, ChildLost { Child: VmActor.Qemu }) => To<VmState>(new Ended(), new Finish(e.ExitCode, e.Cause)),
        (Ending, ChildLost l) => Stay(state, new Remark($"while ending: {l.Child}: {l.Cause}", Warning: true), new MakeQemuGo()),
        (Ending, StopAsked) => Stay(state, new LetQemuQuit()),
        (Ending, StopForced or SignalAsked or GuestUp or PowerButtonArmed or QemuStarted or NetworkReady or RootServed) => Stay(state),

        (Preparing or Booting, NetworkReady or RootServed or QemuStarted or QemuGone) => Stay(state),       // of an earlier attempt
        (Ended, _) => Stay(state),

        _ => Otherwise(state, message),
    };

    private static Step<VmState> BootWhenReady(Preparing p) => p is { Network: { } network, RootSocket: { } socket }
        ? To<VmState>(new Booting(p.Attempt, p.Signals), new BootQemu(p.Attempt, network, socket))
        : Stay<VmState>(p);

    /// <summary>
    /// Before the workload runs nothing is lost by starting over; virtiofsd and QEMU only make sense together.
    /// </summary>
    private static Step<VmState> Again(VmState state, ChildRestarts why)
    {
        var (attempt, signals) = state switch
        {
            Booting b => (b.Attempt + 1, b.Signals),
            Preparing p => (p.Attempt + 1, p.Signals),
            _ => throw new InvalidOperationException(),
        };
        return To<VmState>(
            new Preparing(attempt, null, null, signals),
            new Remark($"attempt {attempt}: {why.Child}: {why.Cause}", Warning: true),
            new DetachFromGuest(), new MakeQemuGo(), new StartNetwork(attempt), new StartRoot(attempt));
    }

    /// <summary>Settles how the container ends, and has QEMU go, unless it is what was lost.</summary>
    private static Step<VmState> End(int exitCode, string? cause, string? lost = null) => lost == VmActor.Qemu
        ? To<VmState>(new Ended(), new Finish(exitCode, cause))
        : To<VmState>(new Ending(exitCode, cause), new ReleaseRoot(), new MakeQemuGo());

    private static string Forced(string step) => $"the stop had to be forced: {step} was not enough";

    private static IEnumerable<Effect> Warnings(WorkloadStarted started) => started.How.Warnings.Select(w => new WarnUser(w));
}
