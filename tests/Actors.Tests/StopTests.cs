using Dkvm.Actors.Guest;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Qemu;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;

namespace Dkvm.Tests.Actors;

/// <summary>The ordered stop, with parts of the VM dead already.</summary>
public class StopTests
{
    private static readonly ShutdownState PowerButton = new ShutdownState.PowerButton();

    [Fact]
    public void Each_TERM_and_each_deadline_goes_on_to_the_next_step()
    {
        Effect[][] steps =
        [
            [new SendTermByAgent()],
            [new ShutDownByAgent()], [new QuitQemu()], [new KillQemu()],
        ];
        foreach (var deadlines in (bool[])[true, false])
        {
            var state = PowerButton;
            foreach (var (expected, deadline) in steps[1..].Zip((Deadline[])[Deadline.PowerButton, Deadline.AgentShutdown, Deadline.StopQuit]))
            {
                var step = ShutdownLifecycle.Next(state, deadlines ? new Late(deadline) : new StopAsked());
                Assert.Contains(expected[0], step.Effects);
                state = step.State;
            }
        }
    }

    [Fact]
    public void A_monitor_that_was_lost_has_the_workloads_TERM_go_by_the_agent_within_the_same_deadline()
    {
        var deaf = QemuLifecycle.Next(new QemuState.Running(), Said(new QemuSaid.MonitorLost("x"))).State;
        var report = Assert.IsType<Report>(Assert.Single(QemuLifecycle.Next(deaf, new QemuEvent.PowerDown()).Effects));
        Assert.Equal(new VmEvent.StepImpossible(StopStep.PowerButton, "QEMU's monitor was lost"), report.Message);

        var vm = VmLifecycle.Next(new VmState.Running(Stopping: true), report.Message);
        Assert.Contains(new PassOverStep(StopStep.PowerButton), vm.Effects);

        var step = ShutdownLifecycle.Next(PowerButton, new PassOver(StopStep.PowerButton));
        Assert.Equal<Effect>([new SendTermByAgent()], step.Effects);
        Assert.Equal(PowerButton, step.State);
    }

    [Fact]
    public void A_monitor_that_was_lost_is_not_asked_to_quit()
    {
        var step = QemuLifecycle.Next(new QemuState.Running(Deaf: true), new QemuEvent.Quit());
        Assert.Equal<Effect>([new Dkvm.Actors.Qemu.KillProcess()], step.Effects);
    }

    [Theory]
    [InlineData(typeof(GuestState.Idle))]
    [InlineData(typeof(GuestState.Cut))]
    [InlineData(typeof(GuestState.Gone))]
    public void An_agent_that_is_not_there_is_passed_over_at_once(Type state)
    {
        var gone = state == typeof(GuestState.Cut) ? new GuestState.Cut("x") : (GuestState)Activator.CreateInstance(state)!;
        var report = Assert.IsType<Report>(Assert.Single(GuestLifecycle.Next(gone, new GuestEvent.ShutDown()).Effects));
        Assert.Equal(StopStep.Agent, Assert.IsType<VmEvent.StepImpossible>(report.Message).Step);

        Assert.Contains(new QuitQemu(), ShutdownLifecycle.Next(new ShutdownState.Agent(), new PassOver(StopStep.Agent)).Effects);
    }

    [Fact]
    public void A_VM_that_was_paused_goes_on_before_it_is_told_to_stop()
    {
        Assert.Equal<Effect>([new SendContinue()], QemuLifecycle.Next(new QemuState.Running(), new QemuEvent.Wake()).Effects);
        Assert.IsType<WakeQemu>(VmLifecycle.Next(new VmState.Running(), new StopAsked()).Effects[0]);
    }

    [Fact]
    public void The_reason_for_an_end_is_the_panic_and_not_the_reset_that_follows_it()
    {
        var reset = QemuLifecycle.Next(new QemuState.Running(), Said(new QemuSaid.ShuttingDown("guest-reset"))).State;
        var panicked = QemuLifecycle.Next(reset, Said(new QemuSaid.Panicked("sysrq triggered crash"))).State;
        var fail = Assert.IsType<Fail>(Assert.Single(QemuLifecycle.Next(panicked, Said(new QemuSaid.Ended(new ProcessEnd(0, null)))).Effects));
        Assert.StartsWith("the guest's kernel panicked: sysrq triggered crash", fail.Cause);
    }

    [Fact]
    public void Words_of_a_guest_that_ran_out_of_memory_become_one_short_line()
    {
        var console = "x\n[    9.1] Out of memory: Killed process 77 (tail) total-vm:9kB, anon-rss:8kB\n";
        Assert.Equal("the guest ran out of memory: its kernel killed process 77 (tail)", GuestMemory.WordsOfTheKernel(console));
        Assert.Null(GuestMemory.WordsOfTheKernel("nothing of the kind"));
        Assert.True(GuestMemory.WordsOfTheKernel("Out of memory: Killed process " + new string('x', 9999))!.Length < 200);
    }

    private static QemuEvent.Said Said(QemuSaid what) => new(1, what);
}
