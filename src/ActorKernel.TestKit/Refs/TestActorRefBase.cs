using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>A reference through which a test reaches the actor itself. What it is told is processed before Tell returns.</summary>
public abstract class TestActorRefBase<TActor> : IInternalActorRef, IHasTestRef where TActor : ActorBase
{
    protected TestActorRefBase(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null) =>
        InternalRef = InternalTestActorRef.Create(system, actorProps, supervisor, name);

    protected InternalTestActorRef InternalRef { get; }

    InternalTestActorRef IHasTestRef.InternalRef => InternalRef;

    public IActorRef Ref => InternalRef;

    public TActor UnderlyingActor => (TActor)InternalRef.UnderlyingActor;

    public ActorPath Path => InternalRef.Path;

    bool IActorRefScope.IsLocal => true;

    IInternalActorRef IInternalActorRef.Parent => InternalRef.Parent;

    IActorRefProvider IInternalActorRef.Provider => InternalRef.Provider;

    bool IInternalActorRef.IsTerminated => InternalRef.IsTerminated;

    public static bool operator ==(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(TestActorRefBase<TActor> testActorRef, IActorRef actorRef) => !Equals(testActorRef, actorRef);

    public static bool operator ==(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(IActorRef actorRef, TestActorRefBase<TActor> testActorRef) => !Equals(testActorRef, actorRef);

    public static IActorRef ToActorRef(TestActorRefBase<TActor> actorRef) => actorRef.InternalRef;

    /// <summary>Hands the message to the actor on this thread; its exceptions come to the caller.</summary>
    public void Receive(object message, IActorRef sender = null) => InternalRef.Receive(message, sender);

    public Task ReceiveAsync(object message, IActorRef sender = null) => InternalRef.ReceiveAsync(message, sender);

    public void Tell(object message, IActorRef sender) => InternalRef.Tell(message, sender);

    public void Tell(object message) => ActorRefImplicitSenderExtensions.Tell(InternalRef, message);

    public void Forward(object message) => ActorRefImplicitSenderExtensions.Forward(InternalRef, message);

    public void Watch(IActorRef subject) => InternalRef.Watch(subject);

    public void Unwatch(IActorRef subject) => InternalRef.Unwatch(subject);

    public void SendSystemMessage(ISystemMessage message) => InternalRef.SendSystemMessage(message);

    IActorRef IInternalActorRef.GetChild(IReadOnlyList<string> name) => InternalRef.GetChild(name);

    void IInternalActorRef.Start() => InternalRef.Start();

    void IInternalActorRef.Stop() => InternalRef.Stop();

    void IInternalActorRef.Suspend() => InternalRef.Suspend();

    void IInternalActorRef.Resume(Exception causedByFailure) => InternalRef.Resume(causedByFailure);

    void IInternalActorRef.Restart(Exception cause) => InternalRef.Restart(cause);

    public int CompareTo(object obj) => InternalRef.CompareTo(obj);

    int IComparable<IActorRef>.CompareTo(IActorRef other) => InternalRef.CompareTo(other);

    public bool Equals(IActorRef other) => InternalRef.Equals(other);

    public override bool Equals(object obj) => InternalRef.Equals(obj);

    public override int GetHashCode() => InternalRef.GetHashCode();

    ISurrogate ISurrogated.ToSurrogate(ActorSystem system) => InternalRef.ToSurrogate(system);

    public override string ToString() => InternalRef.ToString();
}

public class TestActorRef<TActor>(ActorSystem system, Props actorProps, IActorRef supervisor = null, string name = null)
    : TestActorRefBase<TActor>(system, actorProps, supervisor, name) where TActor : ActorBase
{
    public static bool operator ==(TestActorRef<TActor> testActorRef, IActorRef actorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(TestActorRef<TActor> testActorRef, IActorRef actorRef) => !Equals(testActorRef, actorRef);

    public static bool operator ==(IActorRef actorRef, TestActorRef<TActor> testActorRef) => Equals(testActorRef, actorRef);

    public static bool operator !=(IActorRef actorRef, TestActorRef<TActor> testActorRef) => !Equals(testActorRef, actorRef);

    public override bool Equals(object obj) => base.Equals(obj);

    public override int GetHashCode() => base.GetHashCode();
}
