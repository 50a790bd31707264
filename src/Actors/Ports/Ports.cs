using Dkvm.Contract;

namespace Dkvm.Actors.Ports;

/// <summary>All that the actors need from the world.</summary>
/// <param name="Warn">Tells the user what will not be as asked for.</param>
/// <param name="Finish">Called once, with how the container ends.</param>
/// <param name="Disown">The VM could not go on from its template: told why.</param>
public sealed record VmPorts(
    INetworkPort Network, IVirtiofsdPort Virtiofsd, IQemuPort Qemu, IGuestPort Guest,
    Action<string> Warn, Action<Outcome> Finish, Action<string> Disown);

/// <param name="ExitCode">The container's.</param>
/// <param name="Failure">What to tell the user, or null where the workload itself ended.</param>
/// <param name="Evidence">Of the VM that failed; null where no QEMU was started.</param>
/// <param name="ShowEvidence">The evidence is worth the user's screen; the post-mortem has it in any case.</param>
/// <param name="KeepPostMortem">It is a failure: neither a command that there is not, nor a stop before anything ran.</param>
public sealed record Outcome(
    int ExitCode, DkvmException? Failure = null, Evidence? Evidence = null, bool ShowEvidence = false, bool KeepPostMortem = false);

/// <summary>What a VM that failed left behind.</summary>
/// <param name="QemuErrors">The end of QEMU's stderr.</param>
/// <param name="Console">The end of the guest's console.</param>
public sealed record Evidence(string QemuErrors, string Console);
