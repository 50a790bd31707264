using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;
using Xunit.Sdk;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Testing Actor Systems": each expectation holds, and fails when it must.</summary>
public sealed class TestKitTests : TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void ExpectMsg_of_a_type_takes_the_next_message()
    {
        TestActor.Tell("x");
        Assert.Equal("x", ExpectMsg<string>());
    }

    [Fact]
    public void ExpectMsg_fails_when_none_comes() => Fails(() => ExpectMsg<string>(Short), "Timeout");

    [Fact]
    public void ExpectMsg_fails_on_another_type()
    {
        TestActor.Tell(1);
        Fails(() => ExpectMsg<string>(Short), "Expected a message of type");
    }

    [Fact]
    public void ExpectMsg_fails_on_another_value()
    {
        TestActor.Tell("x");
        Fails(() => ExpectMsg("y", Short), "Expected: y");
    }

    [Fact]
    public void ExpectMsg_takes_a_predicate()
    {
        TestActor.Tell(5);
        ExpectMsg<int>(i => i > 4);
        TestActor.Tell(5);
        Fails(() => ExpectMsg<int>(i => i > 5), "predicate");
    }

    [Fact]
    public void ExpectMsg_takes_an_assertion()
    {
        TestActor.Tell(5);
        ExpectMsg<int>(i => Assert.Equal(5, i));
    }

    [Fact]
    public void ExpectMsg_takes_a_predicate_on_message_and_sender()
    {
        var probe = CreateTestProbe();
        TestActor.Tell(5, probe.Ref);
        ExpectMsg<int>((i, sender) => i == 5 && sender.Equals(probe.Ref));
    }

    [Fact]
    public void ExpectMsg_compares_collections_by_their_elements()
    {
        TestActor.Tell(new[] { 1, 2 });
        ExpectMsg(new[] { 1, 2 });
    }

    [Fact]
    public async Task ExpectMsgAsync_does_not_block()
    {
        var expected = ExpectMsgAsync<string>();
        Assert.False(expected.IsCompleted);
        TestActor.Tell("x");
        Assert.Equal("x", await expected);
    }

    [Fact]
    public void ExpectMsgFrom_checks_the_sender()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("x", probe.Ref);
        ExpectMsgFrom(probe.Ref, "x");
        TestActor.Tell("x");
        Fails(() => ExpectMsgFrom(probe.Ref, "x"), "Sender does not match");
    }

    [Fact]
    public void ExpectMsgAnyOf_takes_one_of_several()
    {
        TestActor.Tell(2);
        Assert.Equal(2, ExpectMsgAnyOf(new[] { 1, 2 }));
        TestActor.Tell(3);
        Fails(() => ExpectMsgAnyOf(new[] { 1, 2 }), "unexpected");
    }

    [Fact]
    public void ExpectMsgAllOf_takes_several_in_any_order()
    {
        TestActor.Tell(2);
        TestActor.Tell(1);
        ExpectMsgAllOf(1, 2);
        TestActor.Tell(2);
        TestActor.Tell(3);
        Fails(() => ExpectMsgAllOf(1, 2), "not found [1] found unexpected [3]");
    }

    [Fact]
    public void ExpectNoMsg_fails_when_one_comes()
    {
        ExpectNoMsg(Short);
        TestActor.Tell("x");
        Fails(() => ExpectNoMsg(Short), "Expected no messages");
    }

    [Fact]
    public void FishForMessage_skips_what_does_not_fit()
    {
        foreach (var i in new[] { 1, 2, 3, 4 }) TestActor.Tell(i);
        Assert.Equal(3, FishForMessage<int>(i => i == 3));
        ExpectMsg(4);
    }

    [Fact]
    public void FishForMessage_fails_when_nothing_fits()
    {
        TestActor.Tell(1);
        Fails(() => FishForMessage<int>(i => i == 3, Short, "a three"), "a three");
    }

    [Fact]
    public void FishForMessage_gives_what_it_skipped()
    {
        var skipped = new System.Collections.ArrayList();
        foreach (var i in new[] { 1, 2, 3 }) TestActor.Tell(i);
        FishForMessage<int>(i => i == 3, skipped);
        Assert.Equal([1, 2], skipped.Cast<int>());
    }

    [Fact]
    public void ReceiveN_takes_that_many()
    {
        foreach (var i in new[] { 1, 2, 3 }) TestActor.Tell(i);
        Assert.Equal([1, 2], ReceiveN(2).Cast<int>());
        Fails(() => ReceiveN(2, Short), "Only got 1");
    }

    [Fact]
    public void ReceiveOne_gives_null_when_nothing_comes()
    {
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        TestActor.Tell("x");
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void PeekOne_leaves_the_message()
    {
        TestActor.Tell("x");
        Assert.Equal("x", PeekOne());
        ExpectMsg("x");
    }

    [Fact]
    public void ReceiveWhile_stops_at_what_does_not_fit_and_leaves_it()
    {
        foreach (var i in new object[] { "a", "b", 3 }) TestActor.Tell(i);
        Assert.Equal(["a", "b"], ReceiveWhile(m => m as string, TimeSpan.FromSeconds(3)));
        ExpectMsg(3);
    }

    [Fact]
    public void ReceiveWhile_stops_when_nothing_comes_for_a_while()
    {
        TestActor.Tell("a");
        Assert.Equal(["a"], ReceiveWhile(m => m as string, TimeSpan.FromSeconds(60), Short));
    }

    [Fact]
    public void IgnoreMessages_hides_messages_until_told_otherwise()
    {
        IgnoreMessages<int>(i => i < 10);
        TestActor.Tell(5);
        TestActor.Tell(50);
        ExpectMsg(50);
        IgnoreNoMessages();
        TestActor.Tell(5);
        ExpectMsg(5);
    }

    [Fact]
    public void An_auto_pilot_answers_before_the_test_sees_the_message()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"auto {message}");
            return AutoPilot.KeepRunning;
        }));
        probe.Ref.Tell("x");
        ExpectMsg("auto x");
        probe.ExpectMsg("x");
    }

    [Fact]
    public void An_auto_pilot_may_end()
    {
        var probe = CreateTestProbe();
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell("once");
            return AutoPilot.NoAutoPilot;
        }));
        probe.Ref.Tell("x");
        probe.Ref.Tell("y");
        ExpectMsg("once");
        probe.ExpectMsg("x");
        probe.ExpectMsg("y");
        ExpectNoMsg(0);
    }

    [Fact]
    public void Within_gives_its_result_and_fails_when_it_takes_too_long()
    {
        Assert.Equal(5, Within(TimeSpan.FromSeconds(5), () => 5));
        Fails(() => Within(Short, () => Within(TimeSpan.FromSeconds(5), () => ExpectMsg<string>())), "Timeout");
    }

    [Fact]
    public void Within_fails_when_it_takes_too_little() =>
        Fails(() => Within(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => { }), "should have at least been");

    [Fact]
    public void Remaining_is_only_there_in_Within()
    {
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Within(TimeSpan.FromSeconds(5), () => Assert.InRange(Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void AwaitCondition_waits_for_it()
    {
        var asked = 0;
        AwaitCondition(() => ++asked > 2, TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1));
        Fails(() => AwaitCondition(() => false, Short), "waiting for condition");
        Assert.False(AwaitConditionNoThrow(() => false, Short));
    }

    [Fact]
    public void AwaitAssert_repeats_until_it_holds()
    {
        var tries = 0;
        AwaitAssert(() => Assert.True(++tries > 2), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1));
        Fails(() => AwaitAssert(() => Assert.Fail("still wrong"), Short, TimeSpan.FromMilliseconds(5)), "still wrong");
    }

    private static void Fails(Action action, string because) => Assert.Contains(because, Assert.ThrowsAny<XunitException>(action).Message);
}
