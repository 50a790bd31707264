using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Equality by path and incarnation: a new actor under an old name is another actor.</summary>
public abstract class ActorRefBase : IActorRef
{
    public abstract ActorPath Path { get; }

    /// <exception cref="ArgumentNullException">The message is null, and the recipient an actor.</exception>
    public void Tell(object message, IActorRef sender) => TellInternal(message, sender);

    protected abstract void TellInternal(object message, IActorRef sender);

    public virtual ISurrogate ToSurrogate(ActorSystem system) =>
        throw new NotSupportedException("This runtime has no remoting: references are not serialised.");

    public int CompareTo(object obj) =>
        obj is null or IActorRef ? CompareTo((IActorRef)obj) : throw new ArgumentException("Object must be of type IActorRef.", nameof(obj));

    public int CompareTo(IActorRef other)
    {
        if (other is null) return 1;
        var byPath = Path.CompareTo(other.Path);
        return byPath != 0 ? byPath : Path.Uid.CompareTo(other.Path.Uid);
    }

    public bool Equals(IActorRef other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public override bool Equals(object obj) => ReferenceEquals(this, obj) || (obj is IActorRef other && Equals(other));

    public override int GetHashCode() => Path.Uid == ActorCell.UndefinedUid ? Path.GetHashCode() : Path.Uid.GetHashCode();

    public override string ToString() =>
        Path.Uid == ActorCell.UndefinedUid ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";
}

public abstract class InternalActorRefBase : ActorRefBase, IInternalActorRef
{
    public abstract IInternalActorRef Parent { get; }

    public abstract IActorRefProvider Provider { get; }

    public abstract bool IsLocal { get; }

    public abstract bool IsTerminated { get; }

    public abstract IActorRef GetChild(IReadOnlyList<string> name);

    public abstract void Start();

    public abstract void Stop();

    public abstract void Suspend();

    public abstract void Resume(Exception causedByFailure = null);

    public abstract void Restart(Exception cause);

    public abstract void SendSystemMessage(ISystemMessage message);
}

/// <summary>A reference with no actor behind it; subclasses say what a message means to them.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    public override IInternalActorRef Parent => ActorRefs.Nobody;

    public override bool IsLocal => true;

    public override bool IsTerminated => false;

    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.All(string.IsNullOrEmpty) ? this : ActorRefs.Nobody;

    public override void Start() { }

    public override void Stop() { }

    public override void Suspend() { }

    public override void Resume(Exception causedByFailure = null) { }

    public override void Restart(Exception cause) { }

    public override void SendSystemMessage(ISystemMessage message) { }

    protected override void TellInternal(object message, IActorRef sender) { }
}

/// <summary>Nobody at all: swallows what it is told.</summary>
public sealed class Nobody : MinimalActorRef
{
    public static Nobody Instance = new();

    private Nobody() { }

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/Nobody");

    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}
