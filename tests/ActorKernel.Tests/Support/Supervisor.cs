using Akka.Actor;

namespace Dkvm.Tests.ActorKernel.Support;

/// <summary>Starts the children it is told to, fails when told to, and treats their failures as its strategy says.</summary>
internal sealed class Supervisor : ReceiveActor
{
    private readonly SupervisorStrategy _strategy;

    public Supervisor(SupervisorStrategy strategy)
    {
        _strategy = strategy;
        Receive<Exception>(e => throw e);
        Receive<Props>(p => Sender.Tell(Context.ActorOf(p)));
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;
}
