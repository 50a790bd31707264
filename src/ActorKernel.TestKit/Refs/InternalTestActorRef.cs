using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.TestKit.Internal;

/// <summary>A reference to an actor that runs on the calling thread and can be looked into.</summary>
public class InternalTestActorRef : LocalActorRef
{
    private static long _number;

    private InternalTestActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor, ActorPath path)
        : base(system, props, dispatcher, supervisor, path) { }

    /// <exception cref="IllegalActorStateException">There is no instance: it has not come to life, or has stopped.</exception>
    public object UnderlyingActor => Cell.Actor ?? throw new IllegalActorStateException($"{this} has no actor instance");

    public static InternalTestActorRef Create(ActorSystem system, Props props, IActorRef supervisor = null, string name = null)
    {
        var parent = supervisor switch
        {
            null => (LocalActorRef)((ExtendedActorSystem)system).Guardian,
            LocalActorRef local => local,
            TestProbe probe => (LocalActorRef)probe.Ref,
            IHasTestRef test => test.InternalRef,
            _ => throw new ArgumentException($"{supervisor} cannot be a supervisor here", nameof(supervisor)),
        };
        return parent.Cell.MakeChild(
            props.WithDispatcher(CallingThread.CallingThreadId), name ?? CreateUniqueName(),
            static (system, props, dispatcher, parent, path) => new InternalTestActorRef(system, props, dispatcher, parent, path));
    }

    public static string CreateUniqueName() => $"$${Interlocked.Increment(ref _number)}";

    /// <summary>Hands the message to the actor on this thread; its exceptions come to the caller.</summary>
    public void Receive(object message, IActorRef sender = null) => Cell.ReceiveForTest(message, sender);

    public Task ReceiveAsync(object message, IActorRef sender = null) => Cell.ReceiveForTestAsync(message, sender);

    public void Watch(IActorRef subject) => Cell.UseThreadContext(() => Cell.Watch(subject));

    public void Unwatch(IActorRef subject) => Cell.UseThreadContext(() => Cell.Unwatch(subject));
}

internal interface IHasTestRef
{
    InternalTestActorRef InternalRef { get; }
}
