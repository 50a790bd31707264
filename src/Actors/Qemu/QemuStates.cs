using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Qemu;

/// <summary>QEMU's life. Why: the reason that QEMU gave for an end which has not come yet.</summary>
public abstract record QemuState
{
    public sealed record Idle : QemuState;

    /// <summary>The process runs; its monitor has not greeted yet.</summary>
    /// <param name="Why">The reason for its end.</param>
    /// <param name="Asked">The guest's hello is to be expected.</param>
    /// <param name="Fit">The cards that it is to have.</param>
    public sealed record Starting(string? Why = null, bool Asked = false, QemuEvent.Fit? Fit = null) : QemuState;

    /// <summary>The guest boots.</summary>
    /// <param name="Why">The reason for its end.</param>
    /// <param name="Deaf">The monitor was lost: QEMU hears signals only.</param>
    /// <param name="Restored">It goes on from a template.</param>
    /// <param name="Asked">The guest's hello is to be expected.</param>
    public sealed record Booting(string? Why = null, bool Deaf = false, bool Restored = false, bool Asked = false) : QemuState;

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

    /// <summary>From the VM: the guest's hello can be expected from now on.</summary>
    public sealed record AskForGuest(Accelerator Accelerator) : QemuEvent;

    /// <summary>From the VM: its cards are to be these; answered by <see cref="Vm.VmEvent.CardsFit"/>.</summary>
    public sealed record Fit(int Attempt, IReadOnlyList<Tap> Cards) : QemuEvent;

    public sealed record Fitted(int Attempt, string? Failure) : QemuEvent;

    /// <summary>The guest has said hello.</summary>
    public sealed record GuestUp : QemuEvent;

    /// <summary>A VM that was paused has to run to hear of its end.</summary>
    public sealed record Wake : QemuEvent;

    /// <summary>In MiB.</summary>
    public sealed record SetMemory(int Mebibytes) : QemuEvent;

    /// <summary>The machine and its memory are to be saved; <see cref="Vm.VmEvent.MachineSaved"/> follows.</summary>
    public sealed record Save(ICheckpoint Checkpoint) : QemuEvent;

    public sealed record PowerDown : QemuEvent;

    /// <summary>From the network: answered by <see cref="Network.NetworkEvent.StepDone"/> with the number.</summary>
    public sealed record Plug(int Number, Tap Tap) : QemuEvent;

    /// <inheritdoc cref="Plug"/>
    public sealed record Unplug(int Number, int Card) : QemuEvent;

    /// <summary>From the network: a card leads nowhere any more.</summary>
    public sealed record Cut(int Card) : QemuEvent;

    public sealed record Quit : QemuEvent;

    public sealed record Kill : QemuEvent;

    /// <summary>What QEMU says, and in which attempt: a late word of an earlier one is ignored.</summary>
    public sealed record Said(int Attempt, QemuSaid What) : QemuEvent;
}

public sealed record LaunchQemu(int Attempt, QemuLaunch Launch) : Effect;

/// <inheritdoc cref="QemuEvent.Fit"/>
public sealed record FitMachine(int Attempt, IReadOnlyList<Tap> Cards) : Effect;

public sealed record SendContinue : Effect;

public sealed record SendMemory(int Mebibytes) : Effect;

public sealed record SaveInto(ICheckpoint Checkpoint) : Effect;

public sealed record SendPowerDown : Effect;

public sealed record SendQuit : Effect;

public sealed record PlugIn(int Number, Tap Tap) : Effect;

public sealed record PlugOut(int Number, int Card) : Effect;

public sealed record CutOff(int Card) : Effect;

public sealed record KillProcess : Effect;
