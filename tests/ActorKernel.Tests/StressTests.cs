using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Ten million messages, a hundred thousand actors: nothing lost, every dead letter accounted for, no growth.</summary>
[Trait("Category", "Long")]
public sealed class StressTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly ActorSystem _system = ActorSystem.Create("stress", ConfigurationFactory.ParseString(
        "akka { loggers = [], loglevel = OFF, log-dead-letters = off }"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task Ten_million_messages_arrive()
    {
        const int actors = 4, rounds = 50, batch = 50_000;
        var before = GC.GetTotalMemory(true);
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, actors).Select(async _ =>
            {
                var done = new TaskCompletionSource();
                var actor = _system.ActorOf(Props.Create(() => new CountDown(batch, done)));
                await Task.Run(() =>
                {
                    for (var i = 0; i < batch; i++) actor.Tell(this, ActorRefs.NoSender);
                });
                await done.Task.WaitAsync(Long);
                await actor.GracefulStop(Long);
            }));
        }

        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 8 << 20);
    }

    [Fact]
    public async Task A_hundred_thousand_actors_come_and_go_and_leave_nothing_behind()
    {
        const int rounds = 100, each = 1000;
        var letters = new Letters();
        var counter = _system.ActorOf(Props.Create(() => new LetterCounter(letters)));
        _system.EventStream.Subscribe(counter, typeof(DeadLetter));
        var before = GC.GetTotalMemory(true);
        var (got, lost) = (new Letters(), 0);
        for (var round = 0; round < rounds; round++)
        {
            var deaths = new List<Task<bool>>();
            for (var i = 0; i < each; i++)
            {
                var actor = _system.ActorOf(Props.Create(() => new Ephemeral(got)));
                deaths.Add(actor.WatchAsync());
                actor.Tell("counted", ActorRefs.NoSender);
                actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
                actor.Tell("lost", ActorRefs.NoSender);
                lost++;
            }

            await Task.WhenAll(deaths).WaitAsync(Long);
        }

        await counter.Ask<ActorIdentity>(new Identify(0), Long);
        Assert.Equal(rounds * each, Volatile.Read(ref got.Count));
        Assert.Equal(lost, Volatile.Read(ref letters.Count));
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 8 << 20);
    }

    private sealed class Letters
    {
        public int Count;
    }

    private sealed class CountDown(int left, TaskCompletionSource done) : UntypedActor
    {
        private int _left = left;

        protected override void OnReceive(object message)
        {
            if (--_left == 0) done.SetResult();
        }
    }

    private sealed class Ephemeral(Letters got) : UntypedActor
    {
        protected override void OnReceive(object message) => Interlocked.Increment(ref got.Count);
    }

    private sealed class LetterCounter(Letters letters) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is DeadLetter { Message: "lost" }) letters.Count++;
        }
    }
}
