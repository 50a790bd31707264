using Dkvm.Actors;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;
using Dkvm.Contract;
using static Dkvm.Actors.Vm.VmEvent;

namespace Dkvm.Tests.Actors;

public class SavingTests
{
    private static readonly VmState Running = new VmState.Running();
    private static readonly Asked ToEnd = new(LeaveRunning: false);
    private static readonly Asked ToGoOn = new(LeaveRunning: true);

    [Fact]
    public void The_machine_is_written_once_the_guest_is_at_rest_and_ends_as_if_killed()
    {
        var asked = VmLifecycle.Next(Running, new CheckpointAsked(ToEnd));
        Assert.Equal<Effect>([new HoldGuest(), new Arm(Deadline.Hold)], asked.Effects);
        var held = VmLifecycle.Next(asked.State, new GuestHeld());
        Assert.Equal<Effect>([new SaveMachine(ToEnd)], held.Effects);

        var saved = VmLifecycle.Next(held.State, new MachineSaved(null));

        Assert.Equal<Effect>([new TellSaved(ToEnd), new ReleaseRoot(), new MakeQemuGo()], saved.Effects);
        Assert.Equal<Effect>([new Finish(ExitCode.Killed, null)], VmLifecycle.Next(saved.State, new QemuGone()).Effects);
    }

    [Fact]
    public void One_that_is_left_running_goes_on_and_can_be_saved_again()
    {
        var saved = VmLifecycle.Next(After(new CheckpointAsked(ToGoOn), new GuestHeld()), new MachineSaved(null));
        Assert.Equal<Effect>([new WakeQemu(), new ReleaseGuest(), new TellSaved(ToGoOn)], saved.Effects);
        Assert.Equal<Effect>([new HoldGuest(), new Arm(Deadline.Hold)], VmLifecycle.Next(saved.State, new CheckpointAsked(ToEnd)).Effects);
    }

    [Fact]
    public void A_failure_leaves_the_VM_running_and_is_told()
    {
        var failed = VmLifecycle.Next(After(new CheckpointAsked(ToEnd), new GuestHeld()), new MachineSaved("no space"));
        Assert.Equal<Effect>([new WakeQemu(), new ReleaseGuest(), new RefuseCheckpoint(ToEnd, "no space")], failed.Effects);
        Assert.Equal(Running, failed.State);
    }

    [Fact]
    public void A_guest_that_does_not_come_to_rest_goes_on_but_one_whose_machine_is_being_written_is_not_late()
    {
        var late = VmLifecycle.Next(After(new CheckpointAsked(ToEnd)), new Late(Deadline.Hold));
        Assert.Contains(late.Effects, e => e is RefuseCheckpoint);
        Assert.Equal(Running, late.State);
        Assert.Empty(VmLifecycle.Next(After(new CheckpointAsked(ToEnd), new GuestHeld()), new Late(Deadline.Hold)).Effects);
    }

    [Fact]
    public void A_stop_waits_until_the_machine_is_written()
    {
        var waits = VmLifecycle.Next(After(new CheckpointAsked(ToGoOn), new GuestHeld()), new StopAsked());
        Assert.Empty(waits.Effects);
        Assert.Equal(new HearAgain(new StopAsked()), VmLifecycle.Next(waits.State, new MachineSaved(null)).Effects[^1]);
    }

    [Fact]
    public void A_workload_that_ends_meanwhile_has_its_own_exit_code()
    {
        var ended = VmLifecycle.Next(After(new CheckpointAsked(ToEnd)), new WorkloadEnded(3));
        Assert.Empty(VmLifecycle.Next(ended.State, new GuestHeld()).Effects);
        Assert.Equal(3, Assert.IsType<VmState.Ending>(ended.State).ExitCode);
    }

    [Fact]
    public void It_is_refused_where_nothing_runs_or_another_is_under_way_or_the_cards_have_changed()
    {
        foreach (var state in (VmState[])[
            VmLifecycle.Initial, new VmState.Booting(1, []), new VmState.Running(Stopping: true), new VmState.Ending(0, null),
            After(new CheckpointAsked(ToEnd)), After(new CardsChanged())])
            Assert.IsType<RefuseCheckpoint>(Assert.Single(VmLifecycle.Next(state, new CheckpointAsked(ToGoOn)).Effects));
    }

    private static VmState After(params object[] events) =>
        events.Aggregate(Running, (state, e) => VmLifecycle.Next(state, e).State);

    private sealed record Asked(bool LeaveRunning) : ICheckpoint
    {
        public (int Machine, int Memory) TakeFiles() => (-1, -1);

        public void Saved(int cards, Accelerator accelerator)
        {
        }

        public void Failed(string why)
        {
        }
    }
}
