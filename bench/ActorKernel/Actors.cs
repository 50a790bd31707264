using Akka.Actor;
using Akka.Configuration;

namespace Dkvm.Bench.ActorKernel;

internal static class Systems
{
    public static ActorSystem Quiet(string name) => ActorSystem.Create(name, ConfigurationFactory.ParseString(
        "akka { loggers = [], loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }"));
}

/// <summary>Counts messages and reports the last one expected.</summary>
internal sealed class Sink(int expected, TaskCompletionSource done) : UntypedActor
{
    private int _left = expected;

    protected override void OnReceive(object message)
    {
        if (--_left == 0) done.SetResult();
    }
}

/// <summary>Returns each message until it has returned enough.</summary>
internal sealed class PingPong(int rounds, TaskCompletionSource done) : UntypedActor
{
    private int _left = rounds;

    protected override void OnReceive(object message)
    {
        if (--_left > 0) Sender.Tell(message, Self);
        else done.TrySetResult();
    }
}

internal sealed class Echo : UntypedActor
{
    protected override void OnReceive(object message) => Sender.Tell(message, Self);
}

internal sealed class Idle : UntypedActor
{
    protected override void OnReceive(object message) { }
}
