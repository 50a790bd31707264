using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;
using Dkvm.Contract;
using static Dkvm.Actors.Guest.GuestEvent;
using static Dkvm.Actors.Guest.GuestState;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Ports.GuestSaid;

namespace Dkvm.Actors.Guest;

public abstract record GuestState
{
    public sealed record Idle : GuestState;

    /// <summary>The plan is sent; the guest boots.</summary>
    public sealed record Waiting(int Attempt) : GuestState;

    /// <summary>The agent has answered and makes the guest what the plan says.</summary>
    public sealed record Configuring(int Attempt) : GuestState;

    /// <summary>The entrypoint runs.</summary>
    public sealed record Running(int Attempt) : GuestState;

    /// <summary>The entrypoint has ended, or never started; the guest unmounts.</summary>
    public sealed record Leaving(int Attempt) : GuestState;

    /// <summary>The guest has ended the entrypoint and unmounted; the last of the output is still on its way to its reader.</summary>
    public sealed record Delivering : GuestState;

    /// <summary>A port was lost. Whoever asks why should hear QEMU's end first, which is the likely cause.</summary>
    public sealed record Cut(string Why) : GuestState;

    public sealed record Gone : GuestState;
}

public abstract record GuestEvent
{
    public sealed record Attach(int Attempt, GuestSockets Sockets) : GuestEvent;

    public sealed record SendSignal(int Number) : GuestEvent;

    /// <summary>Listen to the power button: a stop was asked for.</summary>
    public sealed record Arm : GuestEvent;

    public sealed record Resize(int Vcpus) : GuestEvent;

    /// <summary>From the network: answered by <see cref="Network.NetworkEvent.StepDone"/> with the number.</summary>
    public sealed record ChangeNetwork(int Number, NetworkPlan Plan) : GuestEvent;

    /// <summary>The VM is to be saved; <see cref="VmEvent.GuestHeld"/> follows.</summary>
    public sealed record Hold : GuestEvent;

    public sealed record Release : GuestEvent;

    public sealed record ShutDown : GuestEvent;

    /// <summary>From the VM: QEMU has gone or is started anew; what was attached counts no more.</summary>
    public sealed record Detach : GuestEvent;

    /// <summary>An exec is asked for.</summary>
    public sealed record Exec(ExecRequest Request) : GuestEvent;

    /// <summary>What the guest says, and in which attempt: a late word of an earlier one is ignored.</summary>
    public sealed record Said(int Attempt, GuestSaid What) : GuestEvent;
}

public sealed record AttachGuest(int Attempt, GuestSockets Sockets) : Effect;

public sealed record DetachGuest : Effect;

public sealed record SignalEntrypoint(int Number) : Effect;

public sealed record ResizeGuest(int Vcpus) : Effect;

public sealed record HoldStreams : Effect;

public sealed record ReleaseStreams : Effect;

public sealed record ShutDownGuest : Effect;

public sealed record ChangeGuestNetwork(int Number, NetworkPlan Plan) : Effect;

public sealed record ArmPowerButton : Effect;

/// <summary>An exec's actor is made.</summary>
/// <param name="Ready">The guest can start it at once.</param>
public sealed record BeginExec(ExecRequest Request, bool Ready) : Effect;

public sealed record RefuseExec(ExecRequest Request, string Why) : Effect;

/// <summary>The entrypoint runs: execs that wait may start.</summary>
public sealed record ReleaseExecs : Effect;

/// <summary>The guest takes no execs any more.</summary>
/// <param name="Orderly">The workload has ended: what it had beside it is killed, as by runc.</param>
public sealed record EndExecs(string Why, bool Orderly) : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class GuestLifecycle
{
    public static Step<GuestState> Next(GuestState state, object message) => (state, message) switch
    {
        (Idle or Gone, Attach a) => To<GuestState>(new Waiting(a.Attempt), new AttachGuest(a.Attempt, a.Sockets)),

        (Waiting w, Said { What: Hello }) =>
            To<GuestState>(new Configuring(w.Attempt), new Report(new VmEvent.GuestUp()), new Lifecycle.Arm(Deadline.Start)),

        (Configuring c, Said { What: Started s }) => To<GuestState>(new Running(c.Attempt), new Report(new VmEvent.WorkloadStarted(s)), new ReleaseExecs()),
        (Configuring c, Said { What: Refused r }) =>
            To<GuestState>( // there is no workload whose end could be the guest's
                new Leaving(c.Attempt), new ShutDownGuest(), new Report(new VmEvent.WorkloadRefused(r.ExitCode, r.Message)),
                new EndExecs(Stopping, Orderly: true)),
        (Configuring, Late { Deadline: Deadline.Start }) => Stay(state, new Fail("the guest did not start the entrypoint in time", FailureKind.Late)),

        (Running r, Said { What: WorkloadEnded e }) =>
            To<GuestState>(new Leaving(r.Attempt), new Report(new VmEvent.WorkloadEnded(e.ExitCode)), new EndExecs(Stopping, Orderly: true)),
        (Running, Said { What: Armed }) => Stay(state, new Report(new VmEvent.PowerButtonArmed())),
        (Leaving, Said { What: Armed }) => Stay(state),                         // the entrypoint was quick
        (Running, GuestEvent.Arm) => Stay(state, new ArmPowerButton()),
        (Running, Resize r) => Stay(state, new ResizeGuest(r.Vcpus)),
        (Running, Hold) => Stay(state, new HoldStreams()),
        (Running, Said { What: Held }) => Stay(state, new Report(new VmEvent.GuestHeld())),
        (Running, Release) => Stay(state, new ReleaseStreams()),
        (Running, SendSignal s) => Stay(state, new SignalEntrypoint(s.Number)),
        (Running, ChangeNetwork c) => Stay(state, new ChangeGuestNetwork(c.Number, c.Plan)),

        // Its reader is slower than the guest: the end comes when the output is through.
        (Running, Said { What: Unmounted }) =>
            To<GuestState>(new Delivering(), new Report(new VmEvent.Unmounted()), new EndExecs(Stopping, Orderly: true)),
        (Delivering, Said { What: WorkloadEnded e }) => To<GuestState>(new Gone(), new Report(new VmEvent.WorkloadEnded(e.ExitCode))),
        (Delivering, Said) => Stay(state),                                             // the ports go with QEMU

        (Leaving, Said { What: Unmounted }) => To<GuestState>(new Gone(), new Report(new VmEvent.Unmounted())),
        (Leaving, Said { What: Lost or Broke }) => To<GuestState>(new Gone(), new Report(new VmEvent.GuestLost())),

        (Running, Said { What: Lost lost }) => To<GuestState>(
            new Cut(lost.Why), new Report(new VmEvent.GuestLost()), new Lifecycle.Arm(Deadline.Cut), new EndExecs(lost.Why, Orderly: false)),
        (Waiting or Configuring, Said { What: Lost lost }) => To<GuestState>(new Cut(lost.Why), new Lifecycle.Arm(Deadline.Cut), new EndExecs(lost.Why, Orderly: false)),
        (Waiting or Configuring or Running, Said { What: Broke broke }) => Stay(state, new Fail(broke.Why)),
        (Cut c, Late { Deadline: Deadline.Cut }) => Stay(state, new Fail(c.Why)),
        (Waiting or Configuring or Running or Leaving, ShutDown) => Stay(state, new ShutDownGuest()),
        (_, Detach) => To<GuestState>(new Idle(), new DetachGuest()),
        (_, ShutDown) => Stay(state, new Report(new VmEvent.StepImpossible(StopStep.Agent, "the guest's agent is not there"))),
        (_, SendSignal or ChangeNetwork or GuestEvent.Arm or Resize or Hold or Release) => Stay(state),           // nobody there to hear it
        (Gone or Cut or Idle, Said) => Stay(state),                                    // crossed on the wire

        (Idle or Waiting or Configuring, Exec e) => Stay(state, new BeginExec(e.Request, Ready: false)),
        (Running, Exec e) => Stay(state, new BeginExec(e.Request, Ready: true)),
        (Leaving or Delivering or Gone, Exec e) => Stay(state, new RefuseExec(e.Request, Stopping)),
        (Cut c, Exec e) => Stay(state, new RefuseExec(e.Request, c.Why)),

        _ => Otherwise(state, message),
    };

    private const string Stopping = "the container is stopping";
}
