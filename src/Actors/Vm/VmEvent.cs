using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Contract;

namespace Dkvm.Actors.Vm;

/// <summary>What the VM hears: from its children, and from the outside.</summary>
public abstract record VmEvent
{
    /// <summary>From the supervisor's Main: go.</summary>
    public sealed record Start(Accelerator Accelerator = Accelerator.Tcg) : VmEvent;

    public sealed record NetworkReady(int Attempt, NetworkSetup Setup) : VmEvent;

    /// <summary>The network is still to come, but there is a card to start with.</summary>
    public sealed record CardReserved(int Attempt, Tap Tap) : VmEvent;

    /// <summary>The machine has the cards of its network.</summary>
    public sealed record CardsFit(int Attempt) : VmEvent;

    /// <summary>It has not, and cannot be given them any more.</summary>
    public sealed record CardsUnfit(int Attempt) : VmEvent;

    public sealed record RootServed(int Attempt, int Socket) : VmEvent;

    public sealed record QemuStarted(int Attempt, IQemu Qemu) : VmEvent;

    public sealed record GuestUp : VmEvent;

    public sealed record WorkloadStarted(GuestSaid.Started How) : VmEvent;

    /// <summary>A press of the power button is heard from now on.</summary>
    public sealed record PowerButtonArmed : VmEvent;

    public sealed record WorkloadRefused(int ExitCode, string Message) : VmEvent;

    public sealed record WorkloadEnded(int ExitCode) : VmEvent;

    public sealed record Unmounted : VmEvent;

    /// <summary>The guest's ports were lost before it said that it had unmounted.</summary>
    public sealed record GuestLost : VmEvent;

    public sealed record QemuGone : VmEvent;

    /// <summary>A step of the ordered stop was not enough.</summary>
    public sealed record StopForced(string Step) : VmEvent;

    /// <summary>Whoever was to take a step of the ordered stop cannot.</summary>
    public sealed record StepImpossible(StopStep Step, string Why) : VmEvent;

    /// <summary>docker checkpoint: the VM is to be saved.</summary>
    public sealed record CheckpointAsked(ICheckpoint Checkpoint) : VmEvent;

    /// <summary>The guest is at rest.</summary>
    public sealed record GuestHeld : VmEvent;

    /// <summary>The machine stands still and is saved, or why not.</summary>
    public sealed record MachineSaved(string? Failure) : VmEvent;

    /// <summary>The network that the machine has is no longer that of its start.</summary>
    public sealed record CardsChanged : VmEvent;

    /// <summary>docker update: the VM is to be of this size.</summary>
    public sealed record SizeAsked(VmSize Size) : VmEvent;

    /// <summary>A signal for the entrypoint, as a number of Linux x86-64.</summary>
    public sealed record SignalAsked(int Number) : VmEvent;

    /// <summary>A child failed and the policy has it start again.</summary>
    public sealed record ChildRestarts(string Child, string Cause, FailureKind Kind = FailureKind.Crash) : VmEvent;

    /// <summary>A child failed and the policy has it stopped.</summary>
    public sealed record ChildLost(string Child, string Cause, FailureKind Kind = FailureKind.Crash) : VmEvent;
}
