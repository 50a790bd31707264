using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Message delivery reliability": order per sender, one message at a time, system messages first.</summary>
public sealed class OrderingTests : TestKit
{
    [Fact]
    public void Messages_of_one_sender_keep_their_order()
    {
        var actor = Sys.ActorOf(Act.Echo());
        for (var i = 0; i < 10_000; i++) actor.Tell(i);
        for (var i = 0; i < 10_000; i++) ExpectMsg(i);
    }

    [Fact]
    public async Task Messages_of_many_senders_keep_the_order_of_each()
    {
        const int senders = 8, each = 2_000;
        var last = Enumerable.Repeat(-1, senders).ToArray();
        var (count, done) = (0, new TaskCompletionSource<bool>());
        var actor = Sys.ActorOf(Act.On((_, message) =>
        {
            var (sender, number) = ((int, int))message;
            if (number != last[sender] + 1) done.TrySetResult(false);
            last[sender] = number;
            if (++count == senders * each) done.TrySetResult(true);
        }));
        await Task.WhenAll(Enumerable.Range(0, senders).Select(s => Task.Run(() =>
        {
            for (var i = 0; i < each; i++) actor.Tell((s, i), ActorRefs.NoSender);
        })));
        Assert.True(await done.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task An_actor_processes_one_message_at_a_time()
    {
        const int messages = 20_000;
        var (inside, overlaps, count, done) = (0, 0, 0, new TaskCompletionSource());
        var actor = Sys.ActorOf(Act.On((_, _) =>
        {
            if (Interlocked.Increment(ref inside) != 1) overlaps++;
            Interlocked.Decrement(ref inside);
            if (++count == messages) done.SetResult();
        }));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < messages / 4; i++) actor.Tell(i, ActorRefs.NoSender);
        })));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void A_stop_overtakes_messages_that_wait()
    {
        var (go, count) = (CreateTestLatch(), 0);
        var actor = Sys.ActorOf(Act.On((_, _) =>
        {
            go.Ready(TimeSpan.FromSeconds(5));
            count++;
        }));
        Watch(actor);
        EventFilter.DeadLetter<int>().Expect(9, () =>
        {
            for (var i = 0; i < 10; i++) actor.Tell(i);
            AwaitCondition(() => ((ActorRefWithCell)actor).Underlying.NumberOfMessages == 9);
            Sys.Stop(actor);
            go.CountDown();
        });
        ExpectTerminated(actor);
        Assert.Equal(1, count);
    }

    [Fact]
    public void What_one_message_wrote_the_next_one_reads()
    {
        var plain = 0;
        var actor = Sys.ActorOf(Act.On((context, message) =>
        {
            plain++;
            if (message is "report") context.Sender.Tell(plain);
        }));
        for (var i = 0; i < 1000; i++) actor.Tell(i);
        actor.Tell("report");
        ExpectMsg(1001);
    }

    [Fact]
    public async Task Terminate_stops_every_actor_and_then_runs_the_callbacks()
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var system = ActorSystem.Create("ending", Akka.Configuration.ConfigurationFactory.ParseString("akka.loggers = []"));
        system.ActorOf(Props.Create(() => new Last(order)));
        system.RegisterOnTermination(() => order.Enqueue("first registered"));
        system.RegisterOnTermination(() => order.Enqueue("second registered"));
        await system.Terminate();
        Assert.Equal(["actor", "second registered", "first registered"], order);
        Assert.True(system.WhenTerminated.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => system.RegisterOnTermination(() => { }));
    }

    [Fact]
    public async Task A_terminated_system_makes_no_more_actors()
    {
        var system = ActorSystem.Create("ended", Akka.Configuration.ConfigurationFactory.ParseString("akka.loggers = []"));
        await system.Terminate();
        Assert.ThrowsAny<Exception>(() => system.ActorOf(Props.Empty));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-starts-with-dash")]
    [InlineData("with space")]
    public void A_malformed_system_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public void An_extension_is_made_once_for_each_system()
    {
        var id = new ThingId();
        Assert.Null(id.Get(Sys));
        var thing = id.Apply(Sys);
        Assert.Same(thing, id.Apply(Sys));
        Assert.Same(thing, id.Get(Sys));
        Assert.Same(thing, Sys.GetExtension<Thing>());
        Assert.Same(thing, Sys.WithExtension<Thing, ThingId>());
    }

    private sealed class Last(System.Collections.Concurrent.ConcurrentQueue<string> order) : UntypedActor
    {
        protected override void PostStop() => order.Enqueue("actor");

        protected override void OnReceive(object message) { }
    }

    private sealed class Thing : IExtension;

    private sealed class ThingId : ExtensionIdProvider<Thing>
    {
        public override Thing CreateExtension(ExtendedActorSystem system) => new();
    }
}
