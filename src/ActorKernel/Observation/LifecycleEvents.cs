using Akka.Actor;

namespace Akka.Observation;

/// <summary>Published on the event stream when an actor's life changes. Subscribe to this type for all of them.</summary>
public abstract record ActorEvent(IActorRef Subject, Type ActorType) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
{
    public string Path => Subject.Path.ToStringWithoutAddress();
}

public sealed record Started(IActorRef Subject, Type ActorType) : ActorEvent(Subject, ActorType);

/// <summary>It failed and its supervisor has been asked.</summary>
public sealed record Failed(IActorRef Subject, Type ActorType, Exception Cause) : ActorEvent(Subject, ActorType);

public sealed record Restarted(IActorRef Subject, Type ActorType, Exception Cause, int Restarts) : ActorEvent(Subject, ActorType);

public sealed record Stopped(IActorRef Subject, Type ActorType) : ActorEvent(Subject, ActorType);

/// <summary>A state machine went from one state to another, or to the same again.</summary>
public sealed record StateChanged(IActorRef Subject, Type ActorType, string StateName) : ActorEvent(Subject, ActorType);
