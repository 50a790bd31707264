using Akka.Actor;
using Dkvm.Actors.Lifecycle;

namespace Dkvm.Actors.Vm;

/// <summary>
/// What follows a child's failure, by the VM's state. "Restart" starts the child again, and before the workload runs
/// the whole VM with it; its number is limited by the settings. "Stop" ends the VM in order, with the cause.
/// </summary>
public static class SupervisionPolicy
{
    public static Directive Decide(VmState state, Exception failure) => (state, (failure as HelperFailure)?.Child) switch
    {
        // The network's own tries are used up; a fresh start would change nothing.
        (VmState.Preparing, VmActor.Network) => Directive.Stop,

        // Emulation hangs once in some hundred boots; a guest that is late twice has another reason.
        (VmState.Booting { Attempt: > 1 }, _) when failure is HelperFailure { Late: true } => Directive.Stop,
        (VmState.Preparing or VmState.Booting, VmActor.Virtiofsd or VmActor.Qemu or VmActor.Guest) => Directive.Restart,

        // The workload goes on without it, degraded and visible in the log.
        (VmState.Running, VmActor.Network) => Directive.Restart,

        // The root file system, the machine, or all access to the workload is gone.
        _ => Directive.Stop,
    };
}
