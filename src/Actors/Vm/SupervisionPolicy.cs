using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Contract;

namespace Dkvm.Actors.Vm;

/// <summary>
/// What follows a child's failure, by the VM's state. "Restart" starts the child again, and before the workload runs
/// the whole VM with it; its number is limited by the settings, which also say which children are worth it. "Stop" ends
/// the VM in order, with the cause.
/// </summary>
public static class SupervisionPolicy
{
    /// <summary>What the settings of the package say.</summary>
    public static readonly Restarting Shipped = new(Virtiofsd: true, Qemu: true, Guest: true, Network: true);

    /// <summary>
    /// The workload of a checkpoint runs from the moment that its machine does: a second try would have it do the same twice.
    /// </summary>
    public static Restarting FromCheckpoint(Restarting settings) => settings with { Virtiofsd = false, Qemu = false, Guest = false };

    public static Directive Decide(VmState state, Exception failure) => Decide(state, failure, Shipped);

    public static Directive Decide(VmState state, Exception failure, Restarting restart) => (state, (failure as HelperFailure)?.Child) switch
    {
        // The network's own tries are used up; a fresh start would change nothing.
        (VmState.Preparing, VmActor.Network) => Directive.Stop,

        // KVM is replaced by software emulation, once.
        (VmState.Booting { Accelerator: Accelerator.Kvm }, VmActor.Qemu) when restart.Qemu => Directive.Restart,

        // Emulation hangs once in some hundred boots; a guest that is late twice has another reason.
        (VmState.Booting { Attempt: > 1 }, _) when failure is HelperFailure { Kind: FailureKind.Late } => Directive.Stop,
        (VmState.Preparing or VmState.Booting, VmActor.Virtiofsd) when restart.Virtiofsd => Directive.Restart,
        (VmState.Preparing or VmState.Booting, VmActor.Qemu) when restart.Qemu => Directive.Restart,
        (VmState.Preparing or VmState.Booting, VmActor.Guest) when restart.Guest => Directive.Restart,

        // The workload goes on without it, degraded and visible in the log.
        (VmState.Running, VmActor.Network) when restart.Network => Directive.Restart,

        // The root file system, the machine, or all access to the workload is gone.
        _ => Directive.Stop,
    };

    /// <summary>Whose failure starts it again: the first three before the workload runs, the network afterwards.</summary>
    public sealed record Restarting(bool Virtiofsd, bool Qemu, bool Guest, bool Network);
}
