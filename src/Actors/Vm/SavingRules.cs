using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Shutdown;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Vm.VmEvent;
using static Dkvm.Actors.Vm.VmState;

namespace Dkvm.Actors.Vm;

/// <summary>
/// The part of <see cref="VmLifecycle"/> that saves a VM which runs.
/// <code>
/// asked ── guest comes to rest ── machine stands still and is written ──▶ it ends, as if killed
///                                                                    └──▶ it goes on
/// </code>
/// Until it is written nothing is lost: whatever goes wrong, the VM goes on, and who asked is told.
/// </summary>
internal static class SavingRules
{
    /// <returns>Null for what has nothing to do with it.</returns>
    public static Step<VmState>? Next(VmState state, object message, ExitCodes codes) => (state, message) switch
    {
        (Ended, _) => null,
        (Running { CardsChanged: true }, CheckpointAsked c) => Refuse(state, c, "network cards were plugged in or taken out since its start; restart it first"),
        (Running { Stopping: false, Saving: null } r, CheckpointAsked c) =>
            Stay<VmState>(r with { Saving = new(c.Checkpoint) }, new HoldGuest(), new Arm(Deadline.Hold)),
        (Running { Saving: not null }, CheckpointAsked c) => Refuse(state, c, "it is being saved already"),
        (Preparing or Booting, CheckpointAsked c) => Refuse(state, c, "its workload does not run yet"),
        (_, CheckpointAsked c) => Refuse(state, c, "it is stopping"),

        (Running { Saving: { Held: false } saving } r, GuestHeld) =>
            Stay<VmState>(r with { Saving = saving with { Held = true } }, new SaveMachine(saving.Checkpoint)),
        (Running { Saving: { Held: false } saving } r, Late { Deadline: Deadline.Hold }) =>
            GoOn(r, saving, new RefuseCheckpoint(saving.Checkpoint, "its guest does not come to rest, or nobody reads what the workload writes")),
        (Running { Saving: { } saving } r, MachineSaved { Failure: { } why }) => GoOn(r, saving, new RefuseCheckpoint(saving.Checkpoint, why)),
        (Running { Saving: { Checkpoint.LeaveRunning: true } saving } r, MachineSaved) => GoOn(r, saving, new TellSaved(saving.Checkpoint)),
        (Running { Saving: { } saving }, MachineSaved) => To<VmState>(
            new Ending(codes.Killed, null), new TellSaved(saving.Checkpoint), new ReleaseRoot(), new MakeQemuGo()),
        (Running { Saving: { } saving } r, StopAsked) => Stay<VmState>(r with { Saving = saving with { StopAsked = true } }),
        (_, GuestHeld or MachineSaved or Late { Deadline: Deadline.Hold }) => Stay(state),       // it went another way meanwhile

        (Running r, CardsChanged) => Stay<VmState>(r with { CardsChanged = true }),
        (_, CardsChanged) => Stay(state),
        _ => null,
    };

    private static Step<VmState> Refuse(VmState state, CheckpointAsked asked, string why) => Stay(state, new RefuseCheckpoint(asked.Checkpoint, why));

    private static Step<VmState> GoOn(Running running, Saving saving, Effect answer) => Stay<VmState>(
        running with { Saving = null },
        [new WakeQemu(), new ReleaseGuest(), answer, .. saving.StopAsked ? [new HearAgain(new StopAsked())] : Array.Empty<Effect>()]);
}
