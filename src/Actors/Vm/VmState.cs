using System.Collections.Immutable;
using Dkvm.Actors.Ports;

namespace Dkvm.Actors.Vm;

/// <summary>The VM's life, from PID 1's start to the container's exit code.</summary>
public abstract record VmState
{
    /// <summary>Network and virtiofsd are being made ready; QEMU needs both.</summary>
    public sealed record Preparing(int Attempt, NetworkSetup? Network, int? RootSocket, ImmutableList<int> Signals) : VmState;

    /// <summary>QEMU runs, the entrypoint does not yet; signals wait for it.</summary>
    public sealed record Booting(int Attempt, ImmutableList<int> Signals) : VmState;

    /// <param name="Stopping">The ordered stop has begun.</param>
    /// <param name="Forced">The step of the ordered stop that was not enough.</param>
    public sealed record Running(bool Stopping = false, string? Forced = null) : VmState;

    /// <summary>How the container ends is settled; the VM goes.</summary>
    public sealed record Ending(int ExitCode, string? Cause) : VmState;

    public sealed record Ended : VmState;
}
