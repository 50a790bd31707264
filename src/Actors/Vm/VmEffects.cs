using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Contract;

namespace Dkvm.Actors.Vm;

public sealed record StartNetwork(int Attempt) : Effect;

/// <summary>The workload runs: what changes of the network is to reach it.</summary>
public sealed record FollowNetwork : Effect;

public sealed record StartRoot(int Attempt) : Effect;

public sealed record BootQemu(int Attempt, IReadOnlyList<Tap> Cards, int RootSocket, Accelerator Accelerator = Accelerator.Tcg) : Effect
{
    public bool Equals(BootQemu? other) => other is not null && (Attempt, RootSocket, Accelerator) == (other.Attempt, other.RootSocket, other.Accelerator)
        && Cards.SequenceEqual(other.Cards);

    public override int GetHashCode() => Attempt;
}

/// <summary>What this QEMU says is to be told where the VM does not start.</summary>
public sealed record KeepEvidence(IQemu Qemu) : Effect;

/// <summary>The machine is to have these cards, and no others; <see cref="VmEvent.CardsFit"/> follows.</summary>
public sealed record FitCards(int Attempt, IReadOnlyList<Tap> Cards) : Effect;

/// <summary>From now on the guest can be expected: it has all that it needs for its hello.</summary>
public sealed record AskForGuest(Accelerator Accelerator) : Effect;

public sealed record AttachTo(int Attempt, IQemu Qemu, NetworkSetup Network) : Effect;

public sealed record DetachFromGuest : Effect;

public sealed record TellQemuGuestUp : Effect;

public sealed record PassExec(GuestEvent.Exec Exec) : Effect;

public sealed record PassSignal(int Number) : Effect;

/// <summary>The guest is to come to rest.</summary>
public sealed record HoldGuest : Effect;

public sealed record ReleaseGuest : Effect;

/// <summary>The machine is to be written, and stands still from then on.</summary>
public sealed record SaveMachine(ICheckpoint Checkpoint) : Effect;

public sealed record TellSaved(ICheckpoint Checkpoint) : Effect;

public sealed record RefuseCheckpoint(ICheckpoint Checkpoint, string Why) : Effect;

/// <summary>What had to wait is heard again.</summary>
public sealed record HearAgain(object Message) : Effect;

/// <summary>The guest is to use so much of its memory and of its processors.</summary>
public sealed record PassSize(VmSize Size) : Effect;

/// <summary>Begins the ordered stop, or goes on to its next step.</summary>
/// <param name="Press">The guest hears the power button; otherwise <see cref="PressButton"/> follows when it does.</param>
public sealed record GoOnStopping(bool Press) : Effect;

/// <summary>A step of the ordered stop cannot be taken: <see cref="Shutdown.ShutdownLifecycle"/> knows what follows.</summary>
public sealed record PassOverStep(StopStep Step) : Effect;

/// <summary>A VM that was paused goes on, so that it hears of its end.</summary>
public sealed record WakeQemu : Effect;

public sealed record PressButton : Effect;

/// <summary>Has the guest listen to the power button.</summary>
public sealed record ArmButton : Effect;

/// <summary>QEMU is to go in its own way: QMP quit, then SIGKILL.</summary>
public sealed record LetQemuQuit : Effect;

public sealed record MakeQemuGo : Effect;

/// <summary>virtiofsd's end is expected from now on.</summary>
public sealed record ReleaseRoot : Effect;

public sealed record Finish(int ExitCode, string? Cause) : Effect;

/// <summary>For the user, on the container's stderr.</summary>
public sealed record WarnUser(string Text) : Effect;

/// <summary>For the log.</summary>
public sealed record Remark(string Text, bool Warning) : Effect;
