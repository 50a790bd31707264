using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Synchronous unit testing with TestActorRef".</summary>
public sealed class TestActorRefTests : TestKit
{
    [Fact]
    public void Tell_has_taken_effect_when_it_returns()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Tell(2);
        counter.Tell(3);
        Assert.Equal(5, counter.UnderlyingActor.Sum);
    }

    [Fact]
    public void The_actor_may_be_made_by_props_or_by_a_factory()
    {
        Assert.Equal(7, ActorOfAsTestActorRef<Counter>(Props.Create(() => new Counter(7))).UnderlyingActor.Sum);
        Assert.Equal(8, ActorOfAsTestActorRef(() => new Counter(8)).UnderlyingActor.Sum);
    }

    [Fact]
    public void Receive_throws_what_the_actor_throws()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        Assert.Throws<FormatException>(() => counter.Receive(new FormatException()));
        Assert.Equal(0, counter.UnderlyingActor.Sum);
    }

    [Fact]
    public void Receive_takes_a_sender()
    {
        var probe = CreateTestProbe();
        ActorOfAsTestActorRef<Counter>().Receive("sum", probe.Ref);
        probe.ExpectMsg(0);
    }

    [Fact]
    public void It_has_the_name_and_the_parent_it_was_given()
    {
        var parent = ActorOfAsTestActorRef<Counter>("parent");
        var child = ActorOfAsTestActorRef<Counter>(parent, "child");
        Assert.Equal(parent.Path / "child", child.Path);
    }

    [Fact]
    public void It_can_be_watched_and_stopped()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        Watch(counter);
        Sys.Stop(counter);
        ExpectTerminated(counter);
    }

    [Fact]
    public void It_equals_the_reference_it_stands_for()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Tell("self");
        Assert.True(counter == ExpectMsg<IActorRef>());
    }

    public sealed class Counter : ReceiveActor
    {
        public Counter() : this(0) { }

        public Counter(int start)
        {
            Sum = start;
            Receive<int>(i => Sum += i);
            Receive<string>(m => m == "sum", _ => Sender.Tell(Sum));
            Receive<string>(m => m == "self", _ => Sender.Tell(Self));
            Receive<Exception>(e => throw e);
        }

        public int Sum { get; private set; }
    }
}
