using Akka.Actor;
using Akka.TestKit;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Finite State Machines". The machine is a lock with a code.</summary>
public sealed class FsmTests : VirtualTime
{
    private readonly TestFSMRef<CodeLock, Position, string> _lock;

    public FsmTests()
    {
        var to = TestActor;
        _lock = new TestFSMRef<CodeLock, Position, string>(Sys, Props.Create(() => new CodeLock(to)));
        ExpectMsg("Locked -> Locked"); // Initialize is a transition into the first state
    }

    [Fact]
    public void It_starts_in_the_state_of_StartWith()
    {
        Assert.Equal(Position.Locked, _lock.StateName);
        Assert.Equal("", _lock.StateData);
    }

    [Fact]
    public void Stay_keeps_the_state_and_takes_new_data()
    {
        _lock.Tell('1');
        Assert.Equal(Position.Locked, _lock.StateName);
        Assert.Equal("1", _lock.StateData);
    }

    [Fact]
    public void GoTo_changes_the_state_and_runs_the_transition_handlers()
    {
        Unlock();
        Assert.Equal(Position.Open, _lock.StateName);
    }

    [Fact]
    public void Stay_runs_no_transition_handler()
    {
        _lock.Tell('1');
        ExpectNoMsg(0);
    }

    [Fact]
    public void GoTo_the_same_state_runs_the_transition_handlers()
    {
        _lock.Tell("again");
        ExpectMsg("Locked -> Locked");
    }

    [Fact]
    public void In_a_transition_both_the_old_and_the_new_data_are_there()
    {
        Unlock();
        _lock.Tell("data");
        ExpectMsg("open,data before");
    }

    [Fact]
    public void A_state_time_out_is_an_event()
    {
        Unlock();
        Pass(1);
        ExpectMsg("Open -> Locked");
    }

    [Fact]
    public void A_state_time_out_does_not_come_early()
    {
        Unlock();
        Pass(0.9);
        Assert.Equal(Position.Open, _lock.StateName);
    }

    [Fact]
    public void Any_event_starts_a_state_time_out_anew()
    {
        Unlock();
        Pass(0.9);
        _lock.Tell("touch");
        Pass(0.9);
        Assert.Equal(Position.Open, _lock.StateName);
        Pass(0.1);
        ExpectMsg("Open -> Locked");
    }

    [Fact]
    public void ForMax_overrides_the_states_time_out()
    {
        Unlock();
        _lock.Tell("longer");
        Pass(4);
        Assert.Equal(Position.Open, _lock.StateName);
        Pass(1);
        ExpectMsg("Open -> Locked");
    }

    [Fact]
    public void A_named_timer_is_an_event_in_whatever_state()
    {
        _lock.Tell("timer");
        Assert.True(_lock.IsTimerActive("t"));
        Pass(2);
        ExpectMsg("rang in Locked");
        Assert.False(_lock.IsTimerActive("t"));
    }

    [Fact]
    public void A_named_timer_may_repeat()
    {
        _lock.SetTimer("t", "ring", Seconds(2), true);
        Pass(2);
        ExpectMsg("rang in Locked");
        Pass(2);
        ExpectMsg("rang in Locked");
    }

    [Fact]
    public void A_cancelled_timer_does_not_ring()
    {
        _lock.Tell("timer");
        _lock.CancelTimer("t");
        Pass(5);
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_timer_set_again_replaces_the_old_one()
    {
        _lock.SetTimer("t", "ring", Seconds(1));
        _lock.SetTimer("t", "ring", Seconds(3));
        Pass(2);
        ExpectNoMsg(0);
        Pass(1);
        ExpectMsg("rang in Locked");
    }

    [Fact]
    public void Replying_answers_the_sender()
    {
        _lock.Tell("reply");
        ExpectMsg("one");
        ExpectMsg("two");
    }

    [Fact]
    public void WhenUnhandled_gets_what_no_state_function_handled()
    {
        _lock.Tell(12.5);
        ExpectMsg("unhandled 12.5");
    }

    [Fact]
    public void State_functions_of_the_same_state_are_tried_in_turn()
    {
        _lock.Tell("second function");
        ExpectMsg("second");
    }

    [Fact]
    public void Transform_changes_the_outcome()
    {
        _lock.Tell("transform");
        ExpectMsg("Locked -> Open");
    }

    [Fact]
    public void Stop_ends_the_actor_and_tells_OnTermination()
    {
        Watch(_lock);
        _lock.Tell("stop");
        ExpectMsg("terminated: Normal in Locked");
        ExpectTerminated(_lock);
    }

    [Fact]
    public void Stop_may_have_a_reason()
    {
        EventFilter.Error(contains: "broken").ExpectOne(() => _lock.Tell("fail"));
        ExpectMsg("terminated: Failure: broken in Locked");
    }

    [Fact]
    public void Being_stopped_from_outside_is_a_Shutdown()
    {
        Sys.Stop(_lock);
        ExpectMsg("terminated: Shutdown in Locked");
    }

    [Fact]
    public void A_subscriber_gets_the_current_state_and_then_the_transitions()
    {
        var probe = CreateTestProbe();
        _lock.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        probe.ExpectMsg(new FSMBase.CurrentState<Position>(_lock.Ref, Position.Locked));
        Unlock();
        probe.ExpectMsg(new FSMBase.Transition<Position>(_lock.Ref, Position.Locked, Position.Open));
    }

    [Fact]
    public void After_unsubscribing_nothing_is_told()
    {
        var probe = CreateTestProbe();
        _lock.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        probe.ExpectMsg<FSMBase.CurrentState<Position>>();
        _lock.Tell(new FSMBase.UnsubscribeTransitionCallBack(probe.Ref));
        Unlock();
        probe.ExpectNoMsg(0);
    }

    [Fact]
    public void A_restart_begins_in_the_first_state()
    {
        Unlock();
        EventFilter.Exception<FormatException>().ExpectOne(() => _lock.Tell(new FormatException()));
        FishForMessage<string>(m => m == "Locked -> Locked");
        Assert.Equal(Position.Locked, _lock.StateName);
    }

    [Fact]
    public void A_test_can_put_the_machine_into_a_state()
    {
        _lock.SetState(Position.Open, "by hand");
        ExpectMsg("Locked -> Open");
        Assert.Equal("by hand", _lock.StateData);
    }

    [Fact]
    public void The_state_timer_of_a_state_with_time_out_is_active()
    {
        Assert.False(_lock.IsStateTimerActive());
        Unlock();
        Assert.True(_lock.IsStateTimerActive());
    }

    [Fact]
    public void Going_to_a_state_that_does_not_exist_stops_the_machine()
    {
        EventFilter.Error(contains: "does not exist").ExpectOne(() => _lock.Tell("nowhere"));
        ExpectMsg<string>(m => m.StartsWith("terminated: Failure"));
    }

    private void Unlock()
    {
        _lock.Tell('4');
        _lock.Tell('2');
        ExpectMsg("Locked -> Open");
    }
}
