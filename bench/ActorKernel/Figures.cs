using System.Diagnostics;
using Akka.Actor;

namespace Dkvm.Bench.ActorKernel;

/// <summary>The figures of the issue, best of several short runs, in half a minute.</summary>
internal static class Figures
{
    public static async Task PrintAsync()
    {
        var system = Systems.Quiet("figures");
        const int million = 1_000_000;
        Print("Tell, one sender and one actor", "M/s", million / await BestAsync(() => Scenarios.TellAsync(system, million)) / 1e6);
        Print("Tell, one pair", "M/s", million / await BestAsync(() => Scenarios.PingPongAsync(system, 1, million / 2)) / 1e6);
        Print("Tell, eight pairs", "M/s", million / await BestAsync(() => Scenarios.PingPongAsync(system, 8, million / 16)) / 1e6);
        var echo = system.ActorOf(Props.Create(() => new Echo()));
        Print("Ask, round trip", "us", await BestAsync(() => Scenarios.AskAsync(echo, 50_000)) / 50_000 * 1e6);
        Print("Create and stop", "us", await BestAsync(() => Scenarios.CreateAndStopAsync(system, 20_000)) / 20_000 * 1e6);
        Print("Idle actor", "bytes", await BytesPerActorAsync(system));
        await system.Terminate();
    }

    private static void Print(string what, string unit, double value) => Console.WriteLine($"{what,-32} {value,10:0.00} {unit}");

    private static async Task<double> BestAsync(Func<Task> run)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 8; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static async Task<double> BytesPerActorAsync(ActorSystem system)
    {
        const int actors = 50_000;
        var parent = system.ActorOf(Props.Create(() => new Idle()));
        var before = GC.GetTotalMemory(true);
        var children = new IActorRef[actors];
        var props = Props.Create(() => new Idle());
        for (var i = 0; i < actors; i++) children[i] = system.ActorOf(props);
        foreach (var child in children) await child.Ask<ActorIdentity>(new Identify(null));
        var after = GC.GetTotalMemory(true);
        GC.KeepAlive(children);
        GC.KeepAlive(parent);
        return (double)(after - before) / actors - IntPtr.Size; // less the array's slot
    }
}
