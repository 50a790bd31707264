using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel.Support;

/// <summary>Tests whose time moves only when they say so.</summary>
public abstract class VirtualTime(string more = "") : TestKit(
    $$"""
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    {{more}}
    """)
{
    protected TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    protected static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    protected void Pass(double seconds) => Clock.Advance(Seconds(seconds));

    /// <summary>Nothing is there, nor on its way: the actor has answered a question that came after everything else.</summary>
    protected void NothingFrom(IActorRef actor)
    {
        actor.Tell(new Identify("settled"));
        Assert.Equal("settled", ExpectMsg<ActorIdentity>().MessageId);
    }
}
