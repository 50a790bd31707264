using Dkvm.Actors.Lifecycle;
using Dkvm.Contract;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Vm.VmEvent;
using static Dkvm.Actors.Vm.VmState;

namespace Dkvm.Actors.Vm;

/// <summary>
/// Before the workload runs nothing is lost by starting over; virtiofsd and QEMU only make sense together. A QEMU that
/// fails under KVM is followed by one in software emulation, and it stays at that.
/// </summary>
internal static class StartOver
{
    public static Step<VmState> Next(VmState state, ChildRestarts why)
    {
        var (attempt, signals, accelerator) = state switch
        {
            Booting b => (b.Attempt + 1, b.Signals, b.Accelerator),
            Preparing p => (p.Attempt + 1, p.Signals, p.Accelerator),
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
        var fallBack = FallsBack(state, why);
        return To<VmState>(
            new Preparing(attempt, null, null, signals, fallBack ? Accelerator.Tcg : accelerator),
            fallBack
                ? new WarnUser($"KVM did not bring the guest up ({why.Cause}): it starts again in software emulation (TCG), several times slower")
                : new Remark($"attempt {attempt}: {why.Child}: {why.Cause}", Warning: true),
            new DetachFromGuest(), new MakeQemuGo(), new StartNetwork(attempt), new StartRoot(attempt));
    }

    /// <summary>The container's network is not what a VM was started for: another one is, which costs it little.</summary>
    public static Step<VmState> WithItsNetwork(Booting b) => To<VmState>(
        new Preparing(b.Attempt + 1, null, null, b.Signals, b.Accelerator, b.Size),
        new Remark($"attempt {b.Attempt + 1}: the container's network has {b.Network!.Taps.Count} interfaces, and the VM was started for one", Warning: false),
        new DetachFromGuest(), new MakeQemuGo(), new StartNetwork(b.Attempt + 1), new StartRoot(b.Attempt + 1));

    private static bool FallsBack(VmState state, ChildRestarts why) =>
        state is Booting { Accelerator: Accelerator.Kvm } && why is { Child: VmActor.Qemu, Kind: not (FailureKind.OutOfMemory or FailureKind.Template or FailureKind.DamagedTemplate) };
}
