using Dkvm.Actors.Lifecycle;
using static Dkvm.Actors.Lifecycle.Steps;

namespace Dkvm.Actors.Shutdown;

/// <summary>The steps that can turn out not to be possible.</summary>
public enum StopStep
{
    PowerButton,
    Agent,
}

/// <summary>The ordered stop: each state is the step whose turn it is.</summary>
public abstract record ShutdownState
{
    public sealed record Idle : ShutdownState;

    /// <summary>The guest's init sees the ACPI power button, passes TERM on and waits for the entrypoint.</summary>
    public sealed record PowerButton : ShutdownState;

    /// <summary>The guest agent kills what is left, syncs and unmounts.</summary>
    public sealed record Agent : ShutdownState;

    /// <summary>QEMU was asked to quit.</summary>
    public sealed record Quit : ShutdownState;

    public sealed record Kill : ShutdownState;
}

/// <summary>SIGTERM: the first begins the stop, each further one goes on to the next step.</summary>
/// <param name="Press">The guest hears the power button already; if not, it is pressed when it does.</param>
public sealed record StopAsked(bool Press = true);

/// <summary>Whoever was to take a step cannot.</summary>
public sealed record PassOver(StopStep Step);

public sealed record PressPowerButton : Effect;

/// <summary>In the power button's place: the entrypoint's TERM goes by the guest's agent.</summary>
public sealed record SendTermByAgent : Effect;

public sealed record ShutDownByAgent : Effect;

public sealed record QuitQemu : Effect;

public sealed record KillQemu : Effect;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class ShutdownLifecycle
{
    public static Step<ShutdownState> Next(ShutdownState state, object message) => (state, message) switch
    {
        (ShutdownState.Idle, StopAsked { Press: false }) =>
            To<ShutdownState>(new ShutdownState.PowerButton(), new Arm(Deadline.PowerButton)),
        (ShutdownState.Idle, StopAsked) =>
            To<ShutdownState>(new ShutdownState.PowerButton(), new PressPowerButton(), new Arm(Deadline.PowerButton)),

        (ShutdownState.PowerButton, PassOver { Step: StopStep.PowerButton }) => Stay(state, new SendTermByAgent()),
        (ShutdownState.PowerButton, StopAsked or Late { Deadline: Deadline.PowerButton }) =>
            To<ShutdownState>(new ShutdownState.Agent(), Forced("power button"), new ShutDownByAgent(), new Arm(Deadline.AgentShutdown)),

        (ShutdownState.Agent, StopAsked or Late { Deadline: Deadline.AgentShutdown } or PassOver { Step: StopStep.Agent }) =>
            To<ShutdownState>(new ShutdownState.Quit(), Forced("guest agent"), new QuitQemu(), new Arm(Deadline.StopQuit)),

        (ShutdownState.Quit, StopAsked or Late { Deadline: Deadline.StopQuit }) =>
            To<ShutdownState>(new ShutdownState.Kill(), Forced("QMP quit"), new KillQemu()),

        (ShutdownState.Kill, StopAsked) => Stay(state, new KillQemu()),

        (_, PassOver) => Stay(state),       // the stop is further on already

        _ => Otherwise(state, message),
    };

    private static Report Forced(string step) => new(new Vm.VmEvent.StopForced(step));
}
