using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;
using Xunit.Sdk;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Testing Actor Systems": senders, probes, latches, event filters.</summary>
public sealed class TestKitPartsTests : TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void TestActor_is_the_sender_of_what_the_test_tells()
    {
        Sys.ActorOf(Act.Echo()).Tell("x");
        ExpectMsg("x");
    }

    [Fact]
    public async Task TestActor_is_still_the_sender_after_an_await()
    {
        await Task.Run(() => { });
        Sys.ActorOf(Act.Echo()).Tell("x");
        ExpectMsg("x");
    }

    [Fact]
    public void A_probe_is_a_reference()
    {
        var probe = CreateTestProbe("named");
        IActorRef reference = probe;
        reference.Tell("x");
        probe.ExpectMsg("x");
        Assert.Equal(TestActor, probe.Sender);
        Assert.Equal("named", reference.Path.Name);
    }

    [Fact]
    public void A_probe_replies_sends_and_forwards()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("x");
        probe.ExpectMsg("x");
        probe.Reply("y");
        ExpectMsgFrom(probe.Ref, "y");
        probe.Send(TestActor, "z");
        ExpectMsgFrom(probe.Ref, "z");
        var other = CreateTestProbe();
        probe.Forward(other.Ref);
        other.ExpectMsg("x");
        Assert.Equal(TestActor, other.Sender);
    }

    [Fact]
    public void A_child_of_the_test_actor_has_its_strategy()
    {
        var child = ChildActorOf(Act.On((_, _) => throw new FormatException()), SupervisorStrategy.StoppingStrategy);
        Watch(child);
        child.Tell("x");
        ExpectTerminated(child);
        Assert.Equal(TestActor.Path, child.Path.Parent);
    }

    [Fact]
    public void A_latch_opens_when_counted_down()
    {
        var latch = CreateTestLatch(2);
        latch.CountDown();
        Assert.False(latch.IsOpen);
        Assert.Throws<TimeoutException>(() => latch.Ready(Short));
        latch.CountDown();
        latch.Ready(Short);
        latch.Reset();
        Assert.False(latch.IsOpen);
    }

    [Fact]
    public void A_barrier_lets_pass_when_all_have_come()
    {
        var barrier = CreateTestBarrier(2);
        var other = Task.Run(() => barrier.Await());
        barrier.Await();
        Assert.True(other.Wait(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void EventFilter_fails_on_too_few_events() =>
        Fails(() => EventFilter.Info("x").ExpectOne(Short, () => { }), "Only received 0/1");

    [Fact]
    public void EventFilter_fails_on_too_many_events() => Fails(() => EventFilter.Info("x").ExpectOne(() =>
    {
        Akka.Event.LoggingExtensions.Info(Sys.Log, "x");
        Akka.Event.LoggingExtensions.Info(Sys.Log, "x");
    }), "Received 1 message too many");

    [Fact]
    public void EventFilters_can_be_combined() => EventFilter.Info("x").And.Warning(start: "y").Expect(2, () =>
    {
        Akka.Event.LoggingExtensions.Info(Sys.Log, "x");
        Akka.Event.LoggingExtensions.Warning(Sys.Log, "yes");
    });

    [Fact]
    public void EventFilter_takes_a_pattern() => EventFilter.Error(pattern: new System.Text.RegularExpressions.Regex("^b.d$")).ExpectOne(
        () => Akka.Event.LoggingExtensions.Error(Sys.Log, "bad"));

    [Fact]
    public void EventFilter_takes_any_condition() => EventFilter.Custom<Akka.Event.Warning>(w => w.LogSource == "me").ExpectOne(
        () => Sys.EventStream.Publish(new Akka.Event.Warning("me", typeof(TestKitTests), "w")));

    [Fact]
    public async Task EventFilter_works_with_asynchronous_code() => await EventFilter.DeadLetter<int>().ExpectAsync(2, async () =>
    {
        await Task.Yield();
        Sys.DeadLetters.Tell(1);
        Sys.DeadLetters.Tell(2);
    });

    private static void Fails(Action action, string because) => Assert.Contains(because, Assert.ThrowsAny<XunitException>(action).Message);
}
