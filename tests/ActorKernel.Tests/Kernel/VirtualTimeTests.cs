using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>An advance does all that falls into it, in order; Akka.NET's does what is due at its end, once.</summary>
public sealed class VirtualTimeTests : VirtualTime
{
    [Fact]
    public void Uptime_is_by_the_schedulers_clock()
    {
        Pass(7);
        Assert.Equal(Seconds(7), Sys.Uptime);
    }

    [Fact]
    public void What_a_due_action_schedules_happens_in_the_same_advance_if_it_is_due_by_then()
    {
        Clock.ScheduleOnce(Seconds(1), () => Clock.ScheduleTellOnce(Seconds(1), TestActor, "second", ActorRefs.NoSender));
        Pass(2);
        ExpectMsg("second");
    }

    [Fact]
    public void An_action_may_run_repeatedly_until_it_is_cancelled()
    {
        var ran = 0;
        var cancelable = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(0, 1000, () => ran++);
        Pass(2);
        Assert.Equal(3, ran);
        cancelable.Cancel();
        Pass(2);
        Assert.Equal(3, ran);
    }

    [Fact]
    public void A_message_may_be_told_repeatedly()
    {
        Clock.ScheduleTellRepeatedly(Seconds(2), Seconds(1), TestActor, "tick", ActorRefs.NoSender);
        Pass(4);
        foreach (var message in ReceiveN(3)) Assert.Equal("tick", message);
        ExpectNoMsg(0);
    }
}
