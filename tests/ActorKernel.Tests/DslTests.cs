using Akka.Actor;
using Akka.Actor.Dsl;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Actor DSL": actors without a class of their own.</summary>
public sealed class DslTests : TestKit
{
    [Fact]
    public void Handlers_are_tried_in_order()
    {
        var actor = Sys.ActorOf(dsl =>
        {
            dsl.Receive<int>(n => n > 10, (n, context) => context.Sender.Tell($"big {n}"));
            dsl.Receive<int>((n, context) => context.Sender.Tell($"small {n}"));
            dsl.ReceiveAny((message, context) => context.Sender.Tell($"any {message}"));
        });
        actor.Tell(11);
        actor.Tell(1);
        actor.Tell("x");
        ExpectMsg("big 11");
        ExpectMsg("small 1");
        ExpectMsg("any x");
    }

    [Fact]
    public void Hooks_run_at_start_and_stop()
    {
        var actor = Sys.ActorOf(dsl =>
        {
            dsl.OnPreStart = _ => TestActor.Tell("started");
            dsl.OnPostStop = _ => TestActor.Tell("stopped");
        });
        ExpectMsg("started");
        Sys.Stop(actor);
        ExpectMsg("stopped");
    }

    [Fact]
    public void A_restart_sets_the_actor_up_anew()
    {
        var incarnation = 0;
        var actor = Sys.ActorOf(dsl =>
        {
            var mine = ++incarnation;
            dsl.OnPreRestart = (cause, _, _) => TestActor.Tell($"restarting {mine}: {cause.Message}");
            dsl.OnPostRestart = (_, _) => TestActor.Tell($"restarted {mine}");
            dsl.Receive<Exception>((e, _) => throw e);
        });
        actor.Tell(new InvalidOperationException("broken"));
        ExpectMsg("restarting 1: broken");
        ExpectMsg("restarted 2");
    }

    [Fact]
    public void Behaviours_stack()
    {
        var actor = Sys.ActorOf(dsl => dsl.Become((_, _) =>
        {
            TestActor.Tell("first");
            dsl.BecomeStacked((_, _) =>
            {
                TestActor.Tell("second");
                dsl.UnbecomeStacked();
            });
        }));
        for (var i = 0; i < 3; i++) actor.Tell("x");
        ExpectMsg("first");
        ExpectMsg("second");
        ExpectMsg("first");
    }

    [Fact]
    public void Children_have_the_strategy_of_their_parent()
    {
        Sys.ActorOf(dsl =>
        {
            dsl.Strategy = new OneForOneStrategy(_ => Directive.Stop);
            var child = dsl.ActorOf(inner => inner.ReceiveAny((_, _) => throw new InvalidOperationException()), "child");
            dsl.Receive<Terminated>((t, _) => TestActor.Tell(t.ActorRef.Path.Name));
            dsl.OnPreStart = context =>
            {
                context.Watch(child);
                child.Tell("fail");
            };
        }, "parent");
        ExpectMsg("child");
    }

    [Fact]
    public void A_handler_may_be_asynchronous()
    {
        var actor = Sys.ActorOf(dsl => dsl.ReceiveAsync<string>(async (message, context) =>
        {
            await Task.Yield();
            context.Sender.Tell(message + "!");
        }));
        actor.Tell("a");
        ExpectMsg("a!");
    }
}
