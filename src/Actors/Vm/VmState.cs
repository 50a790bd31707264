using System.Collections.Immutable;
using Dkvm.Actors.Ports;
using Dkvm.Contract;

namespace Dkvm.Actors.Vm;

/// <summary>The VM's life, from PID 1's start to the container's exit code.</summary>
public abstract record VmState
{
    /// <summary>Network and virtiofsd are being made ready; QEMU needs the second, and a card of the first.</summary>
    public sealed record Preparing(
        int Attempt, NetworkSetup? Network, int? RootSocket, ImmutableList<int> Signals, Accelerator Accelerator = Accelerator.Tcg, VmSize? Size = null,
        Tap? Card = null) : VmState;

    /// <summary>QEMU runs, the entrypoint does not yet; signals and another size wait for it.</summary>
    /// <param name="Card">The only one that QEMU was started with, where its network was not known.</param>
    /// <param name="Network">Once it is known; its guest is told then.</param>
    /// <param name="Qemu">Once it is started, where its network is not known.</param>
    /// <param name="GuestIsUp">It starts the entrypoint: whether that runs already is not known here.</param>
    /// <param name="StopAsked">A stop waits for the entrypoint, which is to hear of it.</param>
    public sealed record Booting(
        int Attempt, ImmutableList<int> Signals, Accelerator Accelerator = Accelerator.Tcg, VmSize? Size = null,
        Tap? Card = null, NetworkSetup? Network = null, IQemu? Qemu = null, bool GuestIsUp = false, bool StopAsked = false) : VmState;

    /// <param name="Stopping">The ordered stop has begun.</param>
    /// <param name="Forced">The step of the ordered stop that was not enough.</param>
    /// <param name="Saving">It is being saved.</param>
    /// <param name="CardsChanged">The machine's network cards are no longer those of its start.</param>
    /// <param name="GuestLost">The guest says nothing any more.</param>
    public sealed record Running(
        bool Stopping = false, string? Forced = null, Saving? Saving = null, bool CardsChanged = false, bool GuestLost = false) : VmState;

    /// <summary>QEMU has gone; the guest's last words, which may say that all is in order, are on their way yet.</summary>
    /// <param name="ExitCode">The container's, if there are none.</param>
    /// <param name="Cause">For the user, if there are none.</param>
    /// <param name="Forced">As in <see cref="Running"/>.</param>
    public sealed record Hearing(int ExitCode, string Cause, string? Forced) : VmState;

    /// <summary>The guest has ended and unmounted; the last of the workload's output is still on its way to its reader.</summary>
    /// <param name="Forced">As in <see cref="Running"/>.</param>
    /// <param name="QemuHasGone">As in <see cref="Ending"/>.</param>
    public sealed record Delivering(string? Forced = null, bool QemuHasGone = false) : VmState;

    /// <summary>How the container ends is settled; the VM goes.</summary>
    /// <param name="ExitCode">The container's.</param>
    /// <param name="Cause">For the user; null where the workload itself ended.</param>
    /// <param name="Stopping">The ordered stop has begun.</param>
    /// <param name="Unmounting">The guest unmounts its file systems, and should be given the time.</param>
    /// <param name="QemuHasGone">Only the guest's last word, whether it had unmounted, is on its way yet.</param>
    public sealed record Ending(
        int ExitCode, string? Cause, bool Stopping = false, bool Unmounting = false, bool QemuHasGone = false) : VmState;

    public sealed record Ended : VmState;
}

/// <param name="Held">The guest is at rest; its machine is being written.</param>
/// <param name="StopAsked">A stop waits for that.</param>
public sealed record Saving(ICheckpoint Checkpoint, bool Held = false, bool StopAsked = false);
