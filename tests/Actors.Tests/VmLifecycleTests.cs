using Dkvm.Actors;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;
using Dkvm.Contract;
using static Dkvm.Actors.Vm.VmEvent;

namespace Dkvm.Tests.Actors;

public class VmLifecycleTests
{
    private static readonly NetworkSetup Network = new(new NetworkPlan(), []);
    private static readonly Tap First = new(7, 0);
    private static readonly ChildLost LostQemu = new(VmActor.Qemu, "QEMU was killed by signal 11");
    private static readonly VmState Booting = After(new Start(), new NetworkReady(1, Network), new RootServed(1, 9));
    private static readonly VmState Running = After(Booting, new WorkloadStarted(new GuestSaid.Started("6.12", [])));

    [Fact]
    public void QEMU_boots_as_soon_as_network_and_root_are_there_in_either_order()
    {
        foreach (VmEvent[] order in (VmEvent[][])[
            [new NetworkReady(1, Network), new RootServed(1, 9)],
            [new RootServed(1, 9), new NetworkReady(1, Network)]])
        {
            var started = VmLifecycle.Next(VmLifecycle.Initial, new Start()).State;
            var half = VmLifecycle.Next(started, order[0]);
            Assert.Empty(half.Effects);
            var whole = VmLifecycle.Next(half.State, order[1]);
            Assert.Equal<Effect>([new BootQemu(1, [], 9)], whole.Effects);
            Assert.IsType<VmState.Booting>(whole.State);
        }
    }

    [Fact]
    public void QEMU_boots_before_the_network_is_there_and_the_guest_is_told_when_it_is()
    {
        var boot = VmLifecycle.Next(After(new Start(), new CardReserved(1, First)), new RootServed(1, 9));
        Assert.Equal<Effect>([new BootQemu(1, [First], 9)], boot.Effects);
        var qemu = new NoQemu();
        foreach (VmEvent[] order in (VmEvent[][])[
            [new NetworkReady(1, WithCards(First)), new QemuStarted(1, qemu)], [new QemuStarted(1, qemu), new NetworkReady(1, WithCards(First))]])
        {
            var half = VmLifecycle.Next(boot.State, order[0]);
            Assert.DoesNotContain(half.Effects, e => e is AttachTo);
            Assert.Contains(VmLifecycle.Next(half.State, order[1]).Effects, e => e is AttachTo { Network.Taps: [var tap] } && tap == First);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_VM_that_started_with_one_card_gets_those_of_its_network_before_its_guest_is_told(int cards)
    {
        var network = WithCards([.. Enumerable.Range(0, cards).Select(i => First with { Card = i })]);
        var fit = VmLifecycle.Next(
            After(new Start(), new CardReserved(1, First), new RootServed(1, 9), new QemuStarted(1, new NoQemu())), new NetworkReady(1, network));
        Assert.Equal(network.Taps, Assert.IsType<FitCards>(Assert.Single(fit.Effects)).Cards);
        Assert.Contains(VmLifecycle.Next(fit.State, new CardsFit(1)).Effects, e => e is AttachTo);

        var again = VmLifecycle.Next(fit.State, new CardsUnfit(1));
        Assert.Contains(new StartNetwork(2), again.Effects);
        var boot = VmLifecycle.Next(After(again.State, new RootServed(2, 9)), new NetworkReady(2, network));
        Assert.Equal<Effect>([new BootQemu(2, network.Taps, 9)], boot.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_guest_that_is_quicker_than_the_reader_of_its_output_has_the_entrypoints_exit_code(bool qemuHasGone)
    {
        var unmounted = VmLifecycle.Next(Running, new Unmounted());
        Assert.Contains(new MakeQemuGo(), unmounted.Effects);
        // However QEMU ends now, nothing of the workload's is lost with it.
        var waiting = qemuHasGone ? After(unmounted.State, new ChildLost(VmActor.Qemu, "QEMU was killed by signal 11")) : unmounted.State;
        var delivered = VmLifecycle.Next(waiting, new WorkloadEnded(6));
        Assert.Contains(new Finish(6, null), (qemuHasGone ? delivered : VmLifecycle.Next(delivered.State, new QemuGone())).Effects);
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_reader_that_takes_nothing()
    {
        var step = VmLifecycle.Next(After(Running, new Unmounted(), new QemuGone()), new StopAsked());
        Assert.Equal(ExitCode.Killed, Assert.IsType<Finish>(Assert.Single(step.Effects)).ExitCode);
    }

    [Fact]
    public void A_stop_while_the_guest_starts_the_entrypoint_is_heard_by_the_entrypoint()
    {
        var asked = VmLifecycle.Next(After(Booting, new GuestUp()), new StopAsked());
        Assert.Empty(asked.Effects);
        Assert.Equal<Effect>([new FollowNetwork(), new HearAgain(new StopAsked())], VmLifecycle.Next(asked.State, new WorkloadStarted(new GuestSaid.Started("6.12", []))).Effects);
        // Asked again, it does not wait any longer.
        Assert.Equal(143, Assert.IsType<VmState.Ending>(VmLifecycle.Next(asked.State, new StopAsked()).State).ExitCode);
    }

    [Fact]
    public void Another_size_reaches_a_guest_that_runs() =>
        Assert.Equal<Effect>([new PassSize(new(300, 1))], VmLifecycle.Next(Running, new SizeAsked(new(300, 1))).Effects);

    [Fact]
    public void Sizes_that_are_asked_for_too_early_wait_for_the_guest_as_one()
    {
        var early = After(new Start(), new SizeAsked(new(300, null)), new NetworkReady(1, Network), new RootServed(1, 9), new SizeAsked(new(null, 1)), new SizeAsked(new(250, null)));
        var step = VmLifecycle.Next(early, new WorkloadStarted(new GuestSaid.Started("6.12", [])));
        Assert.Equal<Effect>([new PassSize(new(250, 1)), new FollowNetwork()], step.Effects);
    }

    [Fact]
    public void Another_size_means_nothing_to_a_VM_that_ends() =>
        Assert.Empty(VmLifecycle.Next(After(Running, new WorkloadEnded(0)), new SizeAsked(new(300, 1))).Effects);

    [Fact]
    public void Signals_that_come_too_early_wait_for_the_entrypoint()
    {
        var early = After(new Start(), new SignalAsked(10), new NetworkReady(1, Network), new RootServed(1, 9), new SignalAsked(2));
        var step = VmLifecycle.Next(early, new WorkloadStarted(new GuestSaid.Started("6.12", [])));
        Assert.Equal<Effect>([new PassSignal(10), new PassSignal(2), new FollowNetwork()], step.Effects);
    }

    [Fact]
    public void The_entrypoints_exit_code_is_the_containers()
    {
        var ending = After(Running, new WorkloadEnded(7));
        var unmounted = VmLifecycle.Next(ending, new Unmounted());
        Assert.Contains(new MakeQemuGo(), unmounted.Effects);
        Assert.Equal<Effect>([new Finish(7, null)], VmLifecycle.Next(unmounted.State, new QemuGone()).Effects);
    }

    [Fact]
    public void A_stop_before_anything_runs_ends_the_VM_at_once_like_TERM()
    {
        var step = VmLifecycle.Next(Booting, new StopAsked());
        Assert.Contains(new MakeQemuGo(), step.Effects);
        Assert.Equal<Effect>([new Finish(143, "stopped before the workload ran")], VmLifecycle.Next(step.State, new QemuGone()).Effects);
    }

    [Fact]
    public void The_power_button_is_pressed_when_the_guest_hears_it_and_the_stops_time_runs_all_the_same()
    {
        var asked = VmLifecycle.Next(Running, new StopAsked());
        Assert.Equal<Effect>([new WakeQemu(), new ArmButton(), new GoOnStopping(Press: false)], asked.Effects);
        Assert.Equal<Effect>([new PressButton()], VmLifecycle.Next(asked.State, new PowerButtonArmed()).Effects);
        Assert.Equal<Effect>([new GoOnStopping(Press: true)], VmLifecycle.Next(asked.State, new StopAsked()).Effects);
    }

    [Fact]
    public void A_lost_QEMU_is_a_failure_with_its_cause_and_never_zero()
    {
        foreach (var finish in (Finish[])[FinishOf(Booting, LostQemu), FinishOf(Running, LostQemu, new GuestLost()), FinishOf(Running, new GuestLost(), LostQemu)])
        {
            Assert.Equal(125, finish.ExitCode);
            Assert.Contains("signal 11", finish.Cause);
        }
    }

    [Fact]
    public void A_guest_that_ends_its_machine_before_its_last_words_are_heard_has_ended_in_order()
    {
        foreach (VmEvent gone in (VmEvent[])[LostQemu, new QemuGone()])
        {
            Assert.Equal(new Finish(7, null), FinishOf(Running, gone, new WorkloadEnded(7), new Unmounted()));
            Assert.Equal(new Finish(7, null), FinishOf(Running, gone, new Unmounted(), new WorkloadEnded(7)));
        }
    }

    [Fact]
    public void A_QEMU_that_is_lost_after_the_workload_has_ended_leaves_its_exit_code_and_a_warning()
    {
        var step = VmLifecycle.Next(After(Running, LostQemu, new WorkloadEnded(7)), new GuestLost());
        Assert.IsType<WarnUser>(step.Effects[0]);
        Assert.Equal(new Finish(7, null), step.Effects[1]);
    }

    [Fact]
    public void Last_words_are_waited_for_only_so_long() =>
        Assert.Equal(125, FinishOf(Running, LostQemu, new Late(Deadline.Cut)).ExitCode);

    [Fact]
    public void A_stop_that_had_to_be_forced_is_137_and_says_at_which_step()
    {
        var finish = FinishOf(Running, new StopAsked(), new StopForced("QMP quit"), LostQemu, new GuestLost());
        Assert.Equal(137, finish.ExitCode);
        Assert.Contains("QMP quit", finish.Cause);
    }

    [Fact]
    public void A_stop_while_the_guest_unmounts_gives_it_the_time_and_only_the_next_one_hurries()
    {
        var ending = After(Running, new WorkloadEnded(7));
        var asked = VmLifecycle.Next(ending, new StopAsked());
        Assert.Equal<Effect>([new WakeQemu(), new GoOnStopping(Press: false)], asked.Effects);
        Assert.Equal<Effect>([new GoOnStopping(Press: true)], VmLifecycle.Next(asked.State, new StopAsked()).Effects);
        Assert.Equal<Effect>([new Finish(7, null)], VmLifecycle.Next(After(asked.State, new Unmounted()), new QemuGone()).Effects);
    }

    [Fact]
    public void A_VM_that_goes_before_it_has_unmounted_keeps_the_exit_code_and_says_that_data_may_be_lost()
    {
        var gone = VmLifecycle.Next(After(Running, new WorkloadEnded(7)), new ChildLost("qemu", "x"));
        Assert.Empty(gone.Effects);     // the guest's last word comes by another actor
        Assert.Equal<Effect>([new Finish(7, null)], VmLifecycle.Next(gone.State, new Unmounted()).Effects);

        var step = VmLifecycle.Next(gone.State, new GuestLost());
        Assert.IsType<WarnUser>(step.Effects[0]);
        Assert.Equal(new Finish(7, null), step.Effects[1]);
    }

    [Fact]
    public void A_workload_that_the_forced_stop_killed_ends_with_its_code_and_the_step_that_was_not_enough()
    {
        var ending = Assert.IsType<VmState.Ending>(After(Running, [new StopAsked(), new StopForced("power button"), new WorkloadEnded(137)]));
        Assert.Equal(137, ending.ExitCode);
        Assert.Contains("power button", ending.Cause);
    }

    [Fact]
    public void Memory_that_ran_out_in_the_container_is_137_as_with_runc()
    {
        Assert.Equal(137, FinishOf(Running, new ChildLost("qemu", "x", FailureKind.OutOfMemory), new GuestLost()).ExitCode);
    }

    [Fact]
    public void A_QEMU_that_fails_under_KVM_is_followed_by_one_in_software_emulation_which_the_user_is_told()
    {
        var booting = After(new Start(Accelerator.Kvm), new NetworkReady(1, Network), new RootServed(1, 9));
        var again = VmLifecycle.Next(booting, new ChildRestarts("qemu", "the guest did not come up in time", FailureKind.Late));
        Assert.Contains("KVM", Assert.IsType<WarnUser>(again.Effects[0]).Text);
        var boot = VmLifecycle.Next(After(again.State, new NetworkReady(2, Network)), new RootServed(2, 9));
        Assert.Equal<Effect>([new BootQemu(2, [], 9, Accelerator.Tcg)], boot.Effects);
        var third = VmLifecycle.Next(boot.State, new ChildRestarts("qemu", "x"));
        Assert.DoesNotContain(third.Effects, e => e is WarnUser);
    }

    [Fact]
    public void A_virtiofsd_that_fails_is_no_reason_to_leave_KVM()
    {
        var booting = After(new Start(Accelerator.Kvm), new NetworkReady(1, Network), new RootServed(1, 9));
        var again = VmLifecycle.Next(booting, new ChildRestarts("virtiofsd", "x"));
        Assert.Equal(Accelerator.Kvm, Assert.IsType<VmState.Preparing>(again.State).Accelerator);
    }

    [Fact]
    public void Exit_codes_are_what_the_settings_say()
    {
        var codes = new ExitCodes(Failed: 70, Killed: 71, Stopped: 72);
        Assert.Equal(72, Assert.IsType<VmState.Ending>(VmLifecycle.Next(Booting, new StopAsked(), codes).State).ExitCode);
        Assert.Equal(70, Assert.IsType<VmState.Hearing>(VmLifecycle.Next(Running, new ChildLost("qemu", "x"), codes).State).ExitCode);
    }

    [Fact]
    public void A_helper_that_fails_before_the_workload_runs_starts_the_VM_again_with_the_signals_kept()
    {
        var step = VmLifecycle.Next(After(Booting, new SignalAsked(10)), new ChildRestarts("virtiofsd", "crashed"));
        Assert.Equal(new VmState.Preparing(2, null, null, []).Attempt, Assert.IsType<VmState.Preparing>(step.State).Attempt);
        Assert.Contains(new StartRoot(2), step.Effects);
        Assert.Contains(new MakeQemuGo(), step.Effects);
        var late = VmLifecycle.Next(step.State, new RootServed(1, 4));
        Assert.Equal(step.State, late.State);
    }

    [Fact]
    public void A_command_that_cannot_start_ends_with_its_own_code()
    {
        var ending = After(Booting, new WorkloadRefused(127, "exec: \"x\": executable file not found in $PATH"));
        Assert.Equal<Effect>(
            [new Finish(127, "exec: \"x\": executable file not found in $PATH")], VmLifecycle.Next(After(ending, new Unmounted()), new QemuGone()).Effects);
    }

    /// <summary>What the last of the events ends the container with.</summary>
    private static Finish FinishOf(VmState state, params object[] events) => Assert.IsType<Finish>(
        Assert.Single(VmLifecycle.Next(After(state, events[..^1]), events[^1]).Effects));

    private static VmState After(params VmEvent[] events) => After(VmLifecycle.Initial, [.. events]);

    private static VmState After(VmState state, params object[] events) =>
        events.Aggregate(state, (s, e) => VmLifecycle.Next(s, e).State);

    private static NetworkSetup WithCards(params Tap[] taps) => new(new NetworkPlan(), taps);
}
