using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;
using static Dkvm.Actors.Guest.ExecEvent;
using static Dkvm.Actors.Guest.ExecState;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Ports.ExecSaid;

namespace Dkvm.Actors.Guest;

/// <summary>One exec, from its request to its exit code.</summary>
public abstract record ExecState
{
    /// <summary>The entrypoint does not run yet.</summary>
    /// <param name="Early">The client's streams, where it was faster than the guest.</param>
    public sealed record Waiting(IExecStdio? Early = null) : ExecState;

    /// <summary>The guest has been asked.</summary>
    /// <param name="Early">The client's streams, where it was faster than the guest.</param>
    public sealed record Starting(IExecStdio? Early = null) : ExecState;

    /// <summary>The process runs; its client is on its way into the container.</summary>
    public sealed record Running : ExecState;

    /// <summary>The client has given its stdin, stdout and stderr.</summary>
    public sealed record Attached : ExecState;

    public sealed record Ended : ExecState;
}

public abstract record ExecEvent
{
    /// <summary>The entrypoint runs.</summary>
    public sealed record GuestReady : ExecEvent;

    /// <summary>The guest does not take or answer any more.</summary>
    public sealed record GuestLeft(string Why, bool Orderly) : ExecEvent;

    public sealed record Said(ExecSaid What) : ExecEvent;

    /// <summary>The client's: its streams are there.</summary>
    public sealed record Attach(IExecStdio Stdio) : ExecEvent;

    /// <summary>The client's: a signal for the process.</summary>
    public sealed record SendSignal(int Number) : ExecEvent;

    /// <summary>The client's: its terminal has another size.</summary>
    public sealed record Resize : ExecEvent;

    /// <summary>The client has ended, or was ended.</summary>
    public sealed record ClientGone : ExecEvent;
}

public sealed record StartProcess : Effect;

public sealed record AttachStdio(IExecStdio Stdio) : Effect;

public sealed record SignalProcess(int Number) : Effect;

public sealed record ResizeTerminal : Effect;

public sealed record KillProcess : Effect;

public sealed record TellStarted : Effect;

public sealed record TellRefused(int ExitCode, string Message) : Effect;

public sealed record TellExit(int ExitCode) : Effect;

public sealed record TellLost(string Why) : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class ExecLifecycle
{
    public static Step<ExecState> Next(ExecState state, object message) => (state, message) switch
    {
        (Waiting w, GuestReady) => To<ExecState>(new Starting(w.Early), new StartProcess()),
        (Waiting, Attach a) => To<ExecState>(new Waiting(a.Stdio)),
        (Waiting, Late { Deadline: Deadline.ExecWait }) => Refuse("the VM has not come up in time"),

        (Starting, Attach a) => To<ExecState>(new Starting(a.Stdio)),
        (Starting { Early: { } stdio }, Said { What: Started }) =>
            To<ExecState>(new Attached(), new TellStarted(), new AttachStdio(stdio)),
        (Starting, Said { What: Started }) => To<ExecState>(new Running(), new TellStarted()),
        (Starting, Said { What: Refused r }) => To<ExecState>(new Ended(), new TellRefused(r.ExitCode, r.Message)),
        (Waiting or Starting, GuestLeft left) => Refuse(left.Why),
        (Waiting, ClientGone) => To<ExecState>(new Ended()),

        (Running, Attach a) => To<ExecState>(new Attached(), new AttachStdio(a.Stdio)),
        (Running or Attached, SendSignal s) => Stay(state, new SignalProcess(s.Number)),
        (Attached, Resize) => Stay(state, new ResizeTerminal()),
        (Attached, Said { What: Exited e }) => To<ExecState>(new Ended(), new TellExit(e.ExitCode)),
        (Running or Attached, GuestLeft { Orderly: true }) => To<ExecState>(new Ended(), new TellExit(ExitCode.Killed)),
        (Running or Attached, GuestLeft left) => To<ExecState>(new Ended(), new TellLost(left.Why)),
        // With runc the client is the process: what ends the one has ended the other.
        (Starting or Running or Attached, ClientGone) => To<ExecState>(new Ended(), new KillProcess()),

        // Its client stands in the container already, but nobody knows it yet who could mean the process by it.
        (Waiting or Starting, SendSignal or Resize) => Stay(state),

        (_, GuestReady) => Stay(state),
        (Ended, _) => Stay(state),

        _ => Otherwise(state, message),
    };

    private static Step<ExecState> Refuse(string why) =>
        To<ExecState>(new Ended(), new TellRefused(ExitCode.RuntimeFailed, why));
}
