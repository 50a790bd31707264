using System.Collections.Immutable;

namespace Dkvm.Actors.Lifecycle;

/// <summary>State(S) × Event(E) → State(S') + Effects. What a life-cycle table decides.</summary>
public sealed record Step<TState>(TState State, ImmutableArray<Effect> Effects);

/// <summary>Something an actor performs because its table said so.</summary>
public abstract record Effect;

/// <summary>Starts the clock of a deadline; a running one starts anew.</summary>
/// <param name="Deadline">Whose length is in the settings.</param>
/// <param name="Times">So many times that length: a back-off.</param>
public sealed record Arm(Deadline Deadline, int Times = 1) : Effect;

/// <summary>Tells the parent.</summary>
public sealed record Report(object Message) : Effect;

/// <summary>The actor fails: its parent's policy decides what follows.</summary>
/// <param name="Cause">For the user.</param>
/// <param name="Kind">In which way.</param>
public sealed record Fail(string Cause, FailureKind Kind = FailureKind.Crash) : Effect;

/// <summary>An event that makes no sense in its state: said in the log, never thrown.</summary>
public sealed record Complain(string Text) : Effect;

/// <summary>The deadlines, each with its length in the settings.</summary>
public enum Deadline
{
    /// <summary>From QEMU's start to QMP's greeting.</summary>
    Qmp,

    /// <summary>From QEMU's start to the guest's hello, in software emulation.</summary>
    Boot,

    /// <summary>From QEMU's start to the guest's hello, under KVM.</summary>
    BootKvm,

    /// <summary>From the restoring of a template to the guest's hello.</summary>
    BootWarm,

    /// <summary>From the guest's hello to the entrypoint's start.</summary>
    Start,

    /// <summary>From the loss of a guest port, or the end of virtiofsd, to that of QEMU.</summary>
    Cut,

    /// <summary>From an exec's request to the entrypoint's start.</summary>
    ExecWait,

    /// <summary>From the wish to save the VM to a guest at rest, whose output has been passed on.</summary>
    Hold,

    /// <summary>From the entrypoint's end to "unmounted".</summary>
    Unmount,

    /// <summary>From QMP quit to QEMU's end.</summary>
    Quit,

    /// <summary>Between two tries to set up the network.</summary>
    NetworkRetry,

    /// <summary>From the first sign that the network of a VM that runs has changed to the look at it.</summary>
    NetworkSettle,

    /// <summary>From the begin of a step of such a change to its end in the VM.</summary>
    NetworkStep,

    /// <summary>The stop: the power button's turn.</summary>
    PowerButton,

    /// <summary>The stop: the guest agent's turn.</summary>
    AgentShutdown,

    /// <summary>The stop: QMP quit's turn.</summary>
    StopQuit,
}

/// <summary>A deadline has passed. A late one is ignored by the state it finds, not by bookkeeping.</summary>
public sealed record Late(Deadline Deadline);
