using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Scheduling", in virtual time.</summary>
public sealed class SchedulerTests : VirtualTime
{
    [Fact]
    public void A_message_is_told_when_it_is_due()
    {
        Clock.ScheduleTellOnce(Seconds(2), TestActor, "due", ActorRefs.NoSender);
        Pass(1.9);
        ExpectNoMsg(0);
        Pass(0.1);
        ExpectMsg("due");
    }

    [Fact]
    public void What_is_cancelled_does_not_happen()
    {
        var cancelable = Sys.Scheduler.ScheduleTellOnceCancelable(Seconds(1), TestActor, "due", ActorRefs.NoSender);
        cancelable.Cancel();
        Pass(2);
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_repetition_can_be_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Seconds(1), Seconds(1), TestActor, "tick", ActorRefs.NoSender);
        Pass(1);
        ExpectMsg("tick");
        cancelable.Cancel();
        Pass(5);
        ExpectNoMsg(0);
    }

    [Fact]
    public void An_action_runs_when_it_is_due()
    {
        var ran = 0;
        Sys.Scheduler.Advanced.ScheduleOnce(Seconds(1), () => ran++);
        Pass(5);
        Assert.Equal(1, ran);
    }

    [Fact]
    public void Things_happen_in_the_order_of_their_times()
    {
        Clock.ScheduleTellOnce(Seconds(3), TestActor, 3, ActorRefs.NoSender);
        Clock.ScheduleTellOnce(Seconds(1), TestActor, 1, ActorRefs.NoSender);
        Clock.ScheduleTellOnce(Seconds(2), TestActor, 2, ActorRefs.NoSender);
        Pass(3);
        Assert.Equal([1, 2, 3], ReceiveN(3).Cast<int>());
    }

    [Fact]
    public void Things_of_one_time_happen_in_the_order_of_their_scheduling()
    {
        for (var i = 0; i < 5; i++) Clock.ScheduleTellOnce(Seconds(1), TestActor, i, ActorRefs.NoSender);
        Pass(1);
        Assert.Equal([0, 1, 2, 3, 4], ReceiveN(5).Cast<int>());
    }

    [Fact]
    public void Time_does_not_go_back() => Assert.Throws<InvalidOperationException>(() => Clock.AdvanceTo(Clock.Now - Seconds(1)));

    [Fact]
    public void The_clock_shows_what_was_advanced()
    {
        var before = Clock.Now;
        Pass(5);
        Assert.Equal(before + Seconds(5), Clock.Now);
    }

    [Fact]
    public void A_cancelable_can_be_cancelled_later()
    {
        var cancelable = new Cancelable(Sys.Scheduler, Seconds(2));
        Assert.False(cancelable.IsCancellationRequested);
        Pass(2);
        Assert.True(cancelable.IsCancellationRequested);
        Assert.True(cancelable.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_linked_cancelable_is_cancelled_with_any_of_the_others()
    {
        var one = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, one, new Cancelable(Sys.Scheduler));
        one.Cancel();
        Assert.True(linked.IsCancellationRequested);
    }

    [Fact]
    public void A_cancelled_cancelable_schedules_nothing()
    {
        Clock.ScheduleTellOnce(Seconds(1), TestActor, "x", ActorRefs.NoSender, Cancelable.CreateCanceled());
        Pass(2);
        ExpectNoMsg(0);
    }
}

/// <summary>The scheduler of real systems: the few facts that need a real clock.</summary>
public sealed class RealSchedulerTests : TestKit
{
    [Fact]
    public void A_message_is_told_and_not_early()
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(20), TestActor, "due", ActorRefs.NoSender);
        ExpectMsg("due");
        // The platform's timers count in the kernel's ticks, of up to 10 ms (time(7), "Jiffies").
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void A_message_is_told_repeatedly_until_it_is_cancelled()
    {
        var cancelable = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TestActor, "tick", ActorRefs.NoSender);
        ReceiveN(3);
        cancelable.Cancel();
    }

    [Fact]
    public async Task A_terminated_systems_scheduler_takes_nothing_more()
    {
        await Sys.Terminate();
        Assert.Throws<SchedulerException>(() => Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => { }));
    }

    [Fact]
    public void A_negative_delay_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(-1), TestActor, "x", ActorRefs.NoSender));

    [Fact]
    public void An_interval_of_zero_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
}
