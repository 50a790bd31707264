using Akka.Actor;
using BenchmarkDotNet.Attributes;

namespace Dkvm.Bench.ActorKernel;

[MemoryDiagnoser]
public class TellBenchmarks
{
    private const int Messages = 1_000_000;

    private readonly ActorSystem _system = Systems.Quiet("tell");

    [GlobalCleanup]
    public Task Cleanup() => _system.Terminate();

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task One_sender_one_actor() => Scenarios.TellAsync(_system, Messages);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task One_pair() => Scenarios.PingPongAsync(_system, 1, Messages / 2);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Eight_pairs() => Scenarios.PingPongAsync(_system, 8, Messages / 16);
}

[MemoryDiagnoser]
public class AskBenchmarks
{
    private const int Asks = 10_000;

    private readonly ActorSystem _system = Systems.Quiet("ask");
    private IActorRef _echo;

    [GlobalSetup]
    public void Setup() => _echo = _system.ActorOf(Props.Create(() => new Echo()));

    [GlobalCleanup]
    public Task Cleanup() => _system.Terminate();

    [Benchmark(OperationsPerInvoke = Asks)]
    public Task Round_trip() => Scenarios.AskAsync(_echo, Asks);
}

[MemoryDiagnoser]
public class CreationBenchmarks
{
    private const int Actors = 10_000;

    private readonly ActorSystem _system = Systems.Quiet("creation");

    [GlobalCleanup]
    public Task Cleanup() => _system.Terminate();

    [Benchmark(OperationsPerInvoke = Actors)]
    public Task Create_and_stop() => Scenarios.CreateAndStopAsync(_system, Actors);
}
