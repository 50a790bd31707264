using Akka.Actor;

namespace Dkvm.Bench.ActorKernel;

/// <summary>What is measured, by BenchmarkDotNet and by the quick figures alike.</summary>
internal static class Scenarios
{
    private static readonly object Message = new();

    /// <summary>One thread tells one actor.</summary>
    public static async Task TellAsync(ActorSystem system, int messages)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = system.ActorOf(Props.Create(() => new Sink(messages, done)));
        for (var i = 0; i < messages; i++) sink.Tell(Message, ActorRefs.NoSender);
        await done.Task;
        system.Stop(sink);
    }

    /// <summary>Pairs of actors with 100 messages under way between them.</summary>
    public static async Task PingPongAsync(ActorSystem system, int pairs, int rounds)
    {
        await Task.WhenAll(Enumerable.Range(0, pairs).Select(async _ =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var ping = system.ActorOf(Props.Create(() => new PingPong(rounds, done)));
            var pong = system.ActorOf(Props.Create(() => new PingPong(rounds, done)));
            for (var i = 0; i < 100; i++) ping.Tell(Message, pong);
            await done.Task;
            system.Stop(ping);
            system.Stop(pong);
        }));
    }

    public static async Task AskAsync(IActorRef echo, int asks)
    {
        for (var i = 0; i < asks; i++) await echo.Ask<object>(Message);
    }

    public static async Task CreateAndStopAsync(ActorSystem system, int actors)
    {
        var deaths = new Task<bool>[actors];
        for (var i = 0; i < actors; i++)
        {
            var actor = system.ActorOf(Props.Create(() => new Idle()));
            deaths[i] = actor.WatchAsync();
            system.Stop(actor);
        }

        await Task.WhenAll(deaths);
    }
}
