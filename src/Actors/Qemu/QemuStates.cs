using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Qemu;

/// <summary>QEMU's life. Why: the reason that QEMU gave for an end which has not come yet.</summary>
public abstract record QemuState
{
    public sealed record Idle : QemuState;

    /// <summary>The process runs; its monitor has not greeted yet.</summary>
    public sealed record Starting(string? Why = null) : QemuState;

    /// <summary>The guest boots.</summary>
    /// <param name="Why">The reason for its end.</param>
    /// <param name="Deaf">The monitor was lost: QEMU hears signals only.</param>
    public sealed record Booting(string? Why = null, bool Deaf = false) : QemuState;

    /// <summary>The guest has said hello.</summary>
    /// <param name="Why">The reason for its end.</param>
    /// <param name="Deaf">The monitor was lost: QEMU hears signals only.</param>
    public sealed record Running(string? Why = null, bool Deaf = false) : QemuState;

    /// <summary>Asked or made to go; then, perhaps, started anew.</summary>
    public sealed record Stopping(QemuEvent.Boot? Then = null) : QemuState;

    public sealed record Stopped : QemuState;
}

public abstract record QemuEvent
{
    public sealed record Boot(int Attempt, Accelerator Accelerator, QemuLaunch Launch) : QemuEvent;

    /// <summary>The guest has said hello.</summary>
    public sealed record GuestUp : QemuEvent;

    /// <summary>A VM that was paused has to run to hear of its end.</summary>
    public sealed record Wake : QemuEvent;

    public sealed record PowerDown : QemuEvent;

    public sealed record Quit : QemuEvent;

    public sealed record Kill : QemuEvent;

    /// <summary>What QEMU says, and in which attempt: a late word of an earlier one is ignored.</summary>
    public sealed record Said(int Attempt, QemuSaid What) : QemuEvent;
}

public sealed record LaunchQemu(int Attempt, QemuLaunch Launch) : Effect;

public sealed record SendContinue : Effect;

public sealed record SendPowerDown : Effect;

public sealed record SendQuit : Effect;

public sealed record KillProcess : Effect;
