using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>All that the actors need from the world.</summary>
/// <param name="Warn">Tells the user what will not be as asked for.</param>
/// <param name="Finish">Called once, with how the container ends.</param>
public sealed record VmPorts(
    INetworkPort Network, IVirtiofsdPort Virtiofsd, IQemuPort Qemu, IGuestPort Guest,
    Action<string> Warn, Action<Outcome> Finish);

/// <param name="ExitCode">The container's.</param>
/// <param name="Failure">What to tell the user, or null where the workload itself ended.</param>
/// <param name="Evidence">The end of the console and of the helpers' stderr, or null.</param>
public sealed record Outcome(int ExitCode, DkvmException? Failure = null, string? Evidence = null);
