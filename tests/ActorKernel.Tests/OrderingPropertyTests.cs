using Akka.Actor;
using Akka.Configuration;
using FsCheck;
using Config = FsCheck.Config;
using FsCheck.Fluent;

namespace Dkvm.Tests.ActorKernel;

/// <summary>However messages are stashed, relayed and interleaved, each sender's come in order and none is lost.</summary>
public sealed class OrderingPropertyTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("ordering", ConfigurationFactory.ParseString("akka { loggers = [], loglevel = OFF }"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Any_number_of_senders_through_any_number_of_relays_keep_their_order() =>
        Prop.ForAll(
            Arb.From(from senders in Gen.Choose(1, 4) from messages in Gen.Choose(1, 200) from relays in Gen.Choose(0, 4) select (senders, messages, relays)),
            shape => Task.Run(() => RelayAsync(shape.senders, shape.messages, shape.relays)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Stashing_any_of_the_messages_keeps_the_order_of_the_stashed_and_of_the_others() =>
        Prop.ForAll(
            Arb.From(ArbMap.Default.GeneratorFor<bool>().ArrayOf(50)),
            stashed => Task.Run(() => StashAsync(stashed)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private async Task RelayAsync(int senders, int messages, int relays)
    {
        var done = new TaskCompletionSource<int[]>();
        var target = _system.ActorOf(Props.Create(() => new Checker(senders, messages, done)));
        for (var i = 0; i < relays; i++)
        {
            var next = target;
            target = _system.ActorOf(Props.Create(() => new Relay(next)));
        }

        await Task.WhenAll(Enumerable.Range(0, senders).Select(s => Task.Run(() =>
        {
            for (var i = 0; i < messages; i++) target.Tell((s, i), ActorRefs.NoSender);
        })));
        Assert.All(await done.Task.WaitAsync(TimeSpan.FromSeconds(20)), last => Assert.Equal(messages - 1, last));
    }

    private async Task StashAsync(bool[] stashed)
    {
        var done = new TaskCompletionSource<List<int>>();
        var actor = _system.ActorOf(Props.Create(() => new Stasher(stashed, done)));
        for (var i = 0; i < stashed.Length; i++) actor.Tell(i, ActorRefs.NoSender);
        actor.Tell("open", ActorRefs.NoSender);
        actor.Tell("end", ActorRefs.NoSender);
        var expected = Enumerable.Range(0, stashed.Length).Where(i => !stashed[i]).Concat(Enumerable.Range(0, stashed.Length).Where(i => stashed[i]));
        Assert.Equal(expected, await done.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private sealed class Relay(IActorRef next) : UntypedActor
    {
        protected override void OnReceive(object message) => next.Forward(message);
    }

    private sealed class Checker : ReceiveActor
    {
        public Checker(int senders, int messages, TaskCompletionSource<int[]> done)
        {
            var last = Enumerable.Repeat(-1, senders).ToArray();
            var count = 0;
            Receive<(int Sender, int Number)>(m =>
            {
                if (m.Number != last[m.Sender] + 1) done.TrySetException(new InvalidOperationException($"{m.Number} after {last[m.Sender]}"));
                last[m.Sender] = m.Number;
                if (++count == senders * messages) done.TrySetResult(last);
            });
        }
    }

    private sealed class Stasher : ReceiveActor, IWithUnboundedStash
    {
        public Stasher(bool[] stashed, TaskCompletionSource<List<int>> done)
        {
            var seen = new List<int>();
            Receive<int>(i =>
            {
                if (stashed[i]) Stash.Stash();
                else seen.Add(i);
            });
            Receive<string>(_ =>
            {
                Become(() =>
                {
                    Receive<int>(seen.Add);
                    Receive<string>(_ => done.SetResult(seen));
                });
                Stash.UnstashAll();
            });
        }

        public IStash Stash { get; set; }
    }
}
