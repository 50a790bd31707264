using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "ReceiveAsync": the mailbox waits, system messages do not, the context comes back.</summary>
public sealed class AsyncReceiveTests : TestKit
{
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public void No_other_message_is_processed_until_the_task_has_ended()
    {
        var actor = Start();
        actor.Tell("wait");
        actor.Tell("next");
        ExpectMsg("waiting");
        ExpectNoMsg(0);
        _gate.SetResult();
        ExpectMsg("waited");
        ExpectMsg("got next");
    }

    [Fact]
    public void After_an_await_the_context_is_the_actors()
    {
        var actor = Start();
        actor.Tell("context");
        ExpectMsg(actor);
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void What_ContinueWith_adds_runs_in_the_actor_too()
    {
        var actor = Sys.ActorOf(dsl => dsl.ReceiveAsync<string>((_, context) =>
            _gate.Task.ContinueWith(_ => context.Sender.Tell(context.Self))));
        actor.Tell("x");
        _gate.SetResult();
        ExpectMsg(actor);
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void After_an_await_the_sender_is_that_of_the_message()
    {
        var probe = CreateTestProbe();
        Start().Tell("sender", probe.Ref);
        probe.ExpectMsg("to the sender");
    }

    [Fact]
    public void Several_awaits_in_a_row_work()
    {
        Start().Tell("many");
        ExpectMsg(100);
    }

    [Fact]
    public void An_exception_after_an_await_is_the_actors_failure()
    {
        var actor = Start();
        EventFilter.Exception<FormatException>(message: "late").ExpectOne(() => actor.Tell("fail late"));
        actor.Tell("next");
        ExpectMsg("restarted");
        ExpectMsg("got next");
    }

    [Fact]
    public void An_exception_before_the_first_await_is_the_actors_failure()
    {
        var actor = Start();
        EventFilter.Exception<FormatException>(message: "early").ExpectOne(() => actor.Tell("fail early"));
        ExpectMsg("restarted");
    }

    [Fact]
    public void A_task_that_has_ended_already_costs_no_wait()
    {
        var actor = Start();
        actor.Tell("ready");
        actor.Tell("next");
        ExpectMsg("was ready");
        ExpectMsg("got next");
    }

    [Fact]
    public void A_predicate_decides_about_asynchronous_handlers_too()
    {
        Start().Tell(5);
        ExpectMsg("odd 5");
    }

    [Fact]
    public void Being_stopped_does_not_wait_for_the_task()
    {
        var actor = Start();
        Watch(actor);
        actor.Tell("wait");
        ExpectMsg("waiting");
        Sys.Stop(actor);
        ExpectTerminated(actor);
        _gate.SetResult();
    }

    [Fact]
    public void PoisonPill_waits_for_the_task()
    {
        var actor = Start();
        Watch(actor);
        actor.Tell("wait");
        actor.Tell(PoisonPill.Instance);
        ExpectMsg("waiting");
        _gate.SetResult();
        ExpectMsg("waited");
        ExpectTerminated(actor);
    }

    [Fact]
    public void RunTask_makes_any_actor_asynchronous()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Untyped(_gate.Task)));
        actor.Tell("wait");
        actor.Tell("next");
        ExpectNoMsg(0);
        _gate.SetResult();
        ExpectMsg("waited");
        ExpectMsg("got next");
    }

    [Fact]
    public void Messages_that_came_meanwhile_keep_their_order()
    {
        var actor = Start();
        actor.Tell("wait");
        for (var i = 0; i < 100; i++) actor.Tell($"m{i}");
        ExpectMsg("waiting");
        _gate.SetResult();
        ExpectMsg("waited");
        for (var i = 0; i < 100; i++) ExpectMsg($"got m{i}");
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(() => new Async(_gate.Task, TestActor)));

    private sealed class Async : ReceiveActor
    {
        private readonly IActorRef _to;

        public Async(Task gate, IActorRef to)
        {
            _to = to;
            ReceiveAsync<string>(async m =>
            {
                to.Tell("waiting");
                await gate;
                Sender.Tell("waited");
            }, m => m == "wait");
            ReceiveAsync<string>(m => m == "context", async _ =>
            {
                await Task.Yield();
                Context.Sender.Tell(Self);
            });
            ReceiveAsync<string>(m => m == "sender", async _ =>
            {
                await Task.Yield();
                Sender.Tell("to the sender");
            });
            ReceiveAsync<string>(m => m == "many", async _ =>
            {
                var count = 0;
                for (; count < 100; count++) await Task.Yield();
                Sender.Tell(count);
            });
            ReceiveAsync<string>(m => m == "fail late", async _ =>
            {
                await Task.Yield();
                throw new FormatException("late");
            });
            ReceiveAsync<string>(m => m == "fail early", _ => throw new FormatException("early"));
            ReceiveAsync<string>(m => m == "ready", _ =>
            {
                Sender.Tell("was ready");
                return Task.CompletedTask;
            });
            ReceiveAsync<int>(async i =>
            {
                await Task.Yield();
                Sender.Tell($"odd {i}");
            }, i => i % 2 == 1);
            ReceiveAnyAsync(async m =>
            {
                await Task.Yield();
                Sender.Tell($"got {m}");
            });
        }

        protected override void PostRestart(Exception reason) => _to.Tell("restarted");
    }

    private sealed class Untyped(Task gate) : UntypedActor
    {
        protected override void OnReceive(object message) => RunTask(async () =>
        {
            if (message is "wait")
            {
                await gate;
                Sender.Tell("waited");
            }
            else
            {
                Sender.Tell($"got {message}");
            }
        });
    }
}
