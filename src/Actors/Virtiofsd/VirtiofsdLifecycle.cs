using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using static Dkvm.Actors.Lifecycle.Steps;

namespace Dkvm.Actors.Virtiofsd;

public abstract record VirtiofsdState
{
    public sealed record Idle : VirtiofsdState;

    public sealed record Serving(int Attempt, int Pid) : VirtiofsdState;

    /// <summary>Ended by itself, as it does when QEMU goes. Whoever asks why should hear QEMU's end first.</summary>
    public sealed record Cut(string Why) : VirtiofsdState;

    /// <summary>Ended as it should: QEMU, its only client, has gone.</summary>
    public sealed record Ended : VirtiofsdState;
}

public abstract record VirtiofsdEvent
{
    /// <summary>From the VM: serve the root, for its n-th attempt to start; a running one is replaced.</summary>
    public sealed record Start(int Attempt) : VirtiofsdEvent;

    /// <summary>From the VM: QEMU is about to go, or has gone.</summary>
    public sealed record Release : VirtiofsdEvent;

    public sealed record Started(int Attempt, int Pid, int Socket) : VirtiofsdEvent;

    /// <summary>With the end of its stderr.</summary>
    public sealed record Exited(int Attempt, ProcessEnd End, string ErrorTail) : VirtiofsdEvent;
}

public sealed record StartVirtiofsd(int Attempt) : Effect;

public sealed record KillVirtiofsd : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class VirtiofsdLifecycle
{
    public static Step<VirtiofsdState> Next(VirtiofsdState state, object message) => (state, message) switch
    {
        (VirtiofsdState.Idle, VirtiofsdEvent.Start s) => Stay(state, new StartVirtiofsd(s.Attempt)),
        (VirtiofsdState.Idle, VirtiofsdEvent.Started s) =>
            To<VirtiofsdState>(new VirtiofsdState.Serving(s.Attempt, s.Pid), new Report(new Vm.VmEvent.RootServed(s.Attempt, s.Socket))),
        (VirtiofsdState.Idle, VirtiofsdEvent.Release) => To<VirtiofsdState>(new VirtiofsdState.Ended()),

        (VirtiofsdState.Serving, VirtiofsdEvent.Start s) =>
            To<VirtiofsdState>(new VirtiofsdState.Idle(), new KillVirtiofsd(), new StartVirtiofsd(s.Attempt)),
        (VirtiofsdState.Serving s, VirtiofsdEvent.Exited { End.Signal: null } e) when e.Attempt == s.Attempt =>
            To<VirtiofsdState>(new VirtiofsdState.Cut(Cause(e)), new Arm(Deadline.Cut)),
        (VirtiofsdState.Serving s, VirtiofsdEvent.Exited e) when e.Attempt == s.Attempt =>
            Stay(state, new Fail(Cause(e), e.End.OutOfMemory ? FailureKind.OutOfMemory : FailureKind.Crash)),
        (VirtiofsdState.Serving, VirtiofsdEvent.Release) => To<VirtiofsdState>(new VirtiofsdState.Ended()),

        (VirtiofsdState.Cut c, Late { Deadline: Deadline.Cut }) => Stay(state, new Fail(c.Why)),
        (VirtiofsdState.Cut, VirtiofsdEvent.Start s) => To<VirtiofsdState>(new VirtiofsdState.Idle(), new StartVirtiofsd(s.Attempt)),
        (VirtiofsdState.Cut, VirtiofsdEvent.Release) => To<VirtiofsdState>(new VirtiofsdState.Ended()),

        (_, VirtiofsdEvent.Exited) => Stay(state),      // replaced, or released
        (VirtiofsdState.Ended, VirtiofsdEvent.Release) => Stay(state),

        _ => Otherwise(state, message),
    };

    private static string Cause(VirtiofsdEvent.Exited e) => $"virtiofsd {e.End}{Quote(e.ErrorTail)}";

    private static string Quote(string tail) => tail.Length == 0 ? "" : $": {tail}";
}
