using Akka.Actor;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "IWithTimers": timers that end with their actor.</summary>
public sealed class TimerTests : VirtualTime
{
    private readonly IActorRef _actor;

    public TimerTests() => _actor = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));

    [Fact]
    public void A_single_timer_fires_once()
    {
        Do(t => t.StartSingleTimer("k", "tick", Seconds(1)));
        Pass(1);
        ExpectMsg("tick");
        Pass(10);
        NothingFrom(_actor);
    }

    [Fact]
    public void A_timer_does_not_fire_early()
    {
        Do(t => t.StartSingleTimer("k", "tick", Seconds(1)));
        Pass(0.999);
        NothingFrom(_actor);
    }

    [Fact]
    public void A_periodic_timer_fires_again_and_again()
    {
        Do(t => t.StartPeriodicTimer("k", "tick", Seconds(1)));
        for (var i = 0; i < 3; i++)
        {
            Pass(1);
            ExpectMsg("tick");
        }
    }

    [Fact]
    public void A_periodic_timer_may_have_an_initial_delay_of_its_own()
    {
        Do(t => t.StartPeriodicTimer("k", "tick", Seconds(5), Seconds(1)));
        Pass(4);
        NothingFrom(_actor);
        Pass(1);
        ExpectMsg("tick");
        Pass(1);
        ExpectMsg("tick");
    }

    [Fact]
    public void A_timer_under_the_same_key_replaces_the_old_one()
    {
        Do(t => t.StartSingleTimer("k", "old", Seconds(1)));
        Do(t => t.StartSingleTimer("k", "new", Seconds(2)));
        Pass(3);
        ExpectMsg("new");
        NothingFrom(_actor);
    }

    [Fact]
    public void A_replaced_timer_is_not_seen_even_if_its_message_is_in_the_mailbox()
    {
        var inside = CreateTestLatch();
        var go = CreateTestLatch();
        Do(t => t.StartSingleTimer("k", "old", Seconds(1)));
        _actor.Tell(new Action<ITimerScheduler>(t =>
        {
            inside.CountDown();
            go.Ready(TimeSpan.FromSeconds(5));
            t.StartSingleTimer("k", "new", Seconds(1));
        }));
        inside.Ready(TimeSpan.FromSeconds(5));
        Pass(1); // "old" is queued now
        go.CountDown();
        ExpectMsg("done");
        Pass(1);
        ExpectMsg("new");
        NothingFrom(_actor);
    }

    [Fact]
    public void A_cancelled_timer_is_not_seen_even_if_its_message_is_in_the_mailbox()
    {
        var inside = CreateTestLatch();
        var go = CreateTestLatch();
        Do(t => t.StartSingleTimer("k", "tick", Seconds(1)));
        _actor.Tell(new Action<ITimerScheduler>(t =>
        {
            inside.CountDown();
            go.Ready(TimeSpan.FromSeconds(5));
            t.Cancel("k");
        }));
        inside.Ready(TimeSpan.FromSeconds(5));
        Pass(1);
        go.CountDown();
        ExpectMsg("done");
        NothingFrom(_actor);
    }

    [Fact]
    public void Timers_of_different_keys_are_independent()
    {
        Do(t =>
        {
            t.StartSingleTimer("a", "first", Seconds(1));
            t.StartSingleTimer("b", "second", Seconds(2));
            t.Cancel("nobody");
        });
        Pass(2);
        ExpectMsg("first");
        ExpectMsg("second");
    }

    [Fact]
    public void CancelAll_cancels_all()
    {
        Do(t =>
        {
            t.StartSingleTimer("a", "first", Seconds(1));
            t.StartPeriodicTimer("b", "second", Seconds(1));
            t.CancelAll();
        });
        Pass(5);
        NothingFrom(_actor);
    }

    [Fact]
    public void A_restart_cancels_the_timers()
    {
        Do(t => t.StartPeriodicTimer("k", "tick", Seconds(1)));
        _actor.Tell(new InvalidOperationException());
        NothingFrom(_actor);
        Pass(5);
        NothingFrom(_actor);
    }

    [Fact]
    public async Task A_stopped_actor_leaves_no_timer_and_no_dead_letter()
    {
        var letters = CreateTestProbe();
        Sys.EventStream.Subscribe(letters.Ref, typeof(Akka.Event.DeadLetter));
        Do(t => t.StartPeriodicTimer("k", "tick", Seconds(1)));
        await _actor.GracefulStop(TimeSpan.FromSeconds(5)).WaitAsync(TimeSpan.FromSeconds(5));
        Pass(5);
        letters.ExpectNoMsg(0);
    }

    [Fact]
    public void IsTimerActive_tells_until_a_single_timer_has_fired()
    {
        Do(t => t.StartSingleTimer("k", "tick", Seconds(1)));
        Assert.True(Ask(t => t.IsTimerActive("k")));
        Pass(1);
        ExpectMsg("tick");
        Assert.False(Ask(t => t.IsTimerActive("k")));
    }

    [Fact]
    public void ActiveTimers_lists_the_keys()
    {
        Do(t =>
        {
            t.StartSingleTimer("a", 1, Seconds(1));
            t.StartPeriodicTimer("b", 2, Seconds(1));
        });
        Assert.Equal("a,b", Ask(t => string.Join(",", t.ActiveTimers.Order())));
    }

    [Fact]
    public void A_timer_has_no_sender()
    {
        Do(t => t.StartSingleTimer("k", "sender", Seconds(1)));
        Pass(1);
        ExpectMsg(Sys.DeadLetters);
    }

    [Fact]
    public void A_constructor_may_start_a_timer()
    {
        Sys.ActorOf(Props.Create(() => new EarlyBird(TestActor)));
        ExpectMsg("up");
        Pass(1);
        ExpectMsg("tick");
    }

    [Fact]
    public void Timers_have_ended_when_PreRestart_and_PostStop_run()
    {
        var actor = Sys.ActorOf(Props.Create(() => new EarlyBird(TestActor)));
        ExpectMsg("up");
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() => actor.Tell(new InvalidOperationException()));
        ExpectMsg("restarting with 0");
        ExpectMsg("up");
        Sys.Stop(actor);
        ExpectMsg("stopped with 0");
    }

    private sealed class EarlyBird : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _test;

        public EarlyBird(IActorRef test)
        {
            _test = test;
            Timers.StartSingleTimer("k", "tick", Seconds(1));
            Receive<Exception>(e => throw e);
            ReceiveAny(test.Tell);
            test.Tell("up");
        }

        public ITimerScheduler Timers { get; set; }

        protected override void PreRestart(Exception reason, object message) => _test.Tell($"restarting with {Timers.ActiveTimers.Count}");

        protected override void PostStop() => _test.Tell($"stopped with {Timers.ActiveTimers.Count}");
    }

    private void Do(Action<ITimerScheduler> action)
    {
        _actor.Tell(action);
        ExpectMsg("done");
    }

    private T Ask<T>(Func<ITimerScheduler, T> question)
    {
        T answer = default;
        Do(t => answer = question(t));
        return answer;
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef to)
        {
            Receive<Exception>(e => throw e);
            Receive<Action<ITimerScheduler>>(action =>
            {
                action(Timers);
                to.Tell("done");
            });
            Receive<string>(m => m == "sender", _ => to.Tell(Sender));
            ReceiveAny(m => to.Tell(m));
        }

        public ITimerScheduler Timers { get; set; }
    }
}
