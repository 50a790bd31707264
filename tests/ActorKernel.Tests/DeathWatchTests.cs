using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Lifecycle Monitoring aka DeathWatch".</summary>
public sealed class DeathWatchTests : TestKit
{
    [Fact]
    public void A_watcher_is_told_once_that_the_actor_has_stopped()
    {
        var actor = Sys.ActorOf(Props.Empty);
        Watch(actor);
        Watch(actor);
        Sys.Stop(actor);
        Assert.True(ExpectTerminated(actor).ExistenceConfirmed);
        ExpectNoMsg(0);
    }

    [Fact]
    public async Task Watching_an_actor_that_has_stopped_tells_at_once_that_it_is_gone()
    {
        var actor = Sys.ActorOf(Props.Empty);
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        Watch(actor);
        Assert.False(ExpectTerminated(actor).ExistenceConfirmed);
    }

    [Fact]
    public async Task Watching_a_path_where_nobody_ever_was_tells_that_nobody_is_there()
    {
        var nobody = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka://test/user/nobody");
        await WatchAsync(nobody);
        Assert.False(ExpectMsg<Terminated>().ExistenceConfirmed);
    }

    [Fact]
    public void All_watchers_are_told()
    {
        var actor = Sys.ActorOf(Props.Empty);
        var probes = Enumerable.Range(0, 3).Select(_ => CreateTestProbe()).ToList();
        foreach (var probe in probes) probe.Watch(actor);
        Sys.Stop(actor);
        foreach (var probe in probes) probe.ExpectTerminated(actor);
    }

    [Fact]
    public void After_Unwatch_nothing_is_told()
    {
        var actor = Sys.ActorOf(Props.Empty);
        var other = CreateTestProbe();
        Watch(actor);
        other.Watch(actor);
        Unwatch(actor);
        Sys.Stop(actor);
        other.ExpectTerminated(actor);
        ExpectNoMsg(0);
    }

    [Fact]
    public void Unwatch_takes_out_a_Terminated_that_is_in_the_mailbox_already()
    {
        var target = Sys.ActorOf(Props.Empty);
        var probe = CreateTestProbe();
        probe.Watch(target);
        var inside = CreateTestLatch();
        var go = CreateTestLatch();
        var watcher = Sys.ActorOf(Act.On((context, message) =>
        {
            switch (message)
            {
                case "watch":
                    context.Watch(target);
                    context.Sender.Tell("watching");
                    break;
                case "unwatch":
                    inside.CountDown();
                    go.Ready(TimeSpan.FromSeconds(5));
                    context.Unwatch(target);
                    break;
                default:
                    context.Sender.Tell(message);
                    break;
            }
        }));
        watcher.Tell("watch");
        ExpectMsg("watching");
        watcher.Tell("unwatch");
        inside.Ready(TimeSpan.FromSeconds(5));
        Sys.Stop(target);
        probe.ExpectTerminated(target);
        go.CountDown();
        watcher.Tell("end");
        ExpectMsg("end");
    }

    [Fact]
    public void WatchWith_tells_the_given_message_instead()
    {
        var target = Sys.ActorOf(Props.Empty);
        var probe = CreateTestProbe();
        var watcher = Sys.ActorOf(Act.On((context, message) =>
        {
            if (message is IActorRef it) context.WatchWith(it, "it is gone");
            else probe.Ref.Tell(message);
        }));
        watcher.Tell(target);
        Sys.Stop(target);
        probe.ExpectMsg("it is gone");
    }

    [Fact]
    public void Not_handling_Terminated_breaks_the_death_pact()
    {
        var target = Sys.ActorOf(Props.Empty);
        var watcher = Sys.ActorOf(Props.Create(() => new Pact(target)));
        Watch(watcher);
        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(target));
        ExpectTerminated(watcher);
    }

    [Fact]
    public void Terminated_comes_after_all_messages_that_the_actor_sent()
    {
        var actor = Sys.ActorOf(Act.On((context, _) =>
        {
            for (var i = 0; i < 100; i++) context.Sender.Tell(i);
            context.Stop(context.Self);
        }));
        Watch(actor);
        actor.Tell("go");
        for (var i = 0; i < 100; i++) ExpectMsg(i);
        ExpectTerminated(actor);
    }

    [Fact]
    public void The_sender_of_Terminated_is_the_dead_actor()
    {
        var actor = Sys.ActorOf(Props.Empty);
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public void A_parent_may_watch_its_child_and_is_told_when_the_name_is_free()
    {
        var probe = CreateTestProbe();
        var parent = Sys.ActorOf(Act.On((context, message) =>
        {
            switch (message)
            {
                case "start":
                    context.Watch(context.ActorOf(Props.Empty, "child"));
                    context.Stop(context.Child("child"));
                    break;
                case Terminated:
                    probe.Ref.Tell(context.ActorOf(Props.Empty, "child").Path.Name);
                    break;
            }
        }));
        parent.Tell("start");
        probe.ExpectMsg("child");
    }

    [Fact]
    public void An_actor_that_watches_itself_is_not_told()
    {
        var actor = Sys.ActorOf(Act.On((context, message) =>
        {
            context.Watch(context.Self);
            context.Stop(context.Self);
        }));
        Watch(actor);
        actor.Tell("go");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_watch_survives_the_restart_of_the_watched_actor()
    {
        var actor = Sys.ActorOf(Reporter.Of(CreateTestProbe().Ref));
        Watch(actor);
        actor.Tell(new InvalidOperationException());
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task GracefulStop_ends_when_the_actor_has_stopped()
    {
        var probe = CreateTestProbe();
        var actor = Sys.ActorOf(Reporter.Of(probe.Ref));
        Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(5)));
        probe.FishForMessage<string>(m => m == "it PostStop");
    }

    [Fact]
    public async Task GracefulStop_of_an_actor_that_lives_on_is_false() =>
        Assert.False(await Sys.ActorOf(Act.Echo()).GracefulStop(TimeSpan.FromMilliseconds(20), "no reason to stop"));

    [Fact]
    public async Task WatchAsync_that_gives_up_is_false()
    {
        using var cancellation = new CancellationTokenSource();
        var death = Sys.ActorOf(Act.Echo()).WatchAsync(cancellation.Token);
        cancellation.Cancel();
        Assert.False(await death);
    }

    [Fact]
    public async Task GracefulStop_takes_a_stop_message_of_ones_own()
    {
        var actor = Sys.ActorOf(Act.On((context, message) =>
        {
            if (message is "please") context.Stop(context.Self);
        }));
        Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(5), "please"));
    }

    [Fact]
    public async Task WatchAsync_ends_with_the_actor()
    {
        var actor = Sys.ActorOf(Props.Empty);
        var death = actor.WatchAsync();
        Assert.False(death.IsCompleted);
        Sys.Stop(actor);
        Assert.True(await death.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private sealed class Pact : ReceiveActor
    {
        public Pact(IActorRef other) => Context.Watch(other);
    }
}
