using Akka.Actor;
using Akka.Event;

namespace Akka.Dispatch.SysMsg;

/// <summary>The runtime's own messages; they overtake all user messages.</summary>
public interface ISystemMessage : INoSerializationVerificationNeeded;

/// <summary>Waits while children of a restarting actor are still stopping.</summary>
public interface IStashWhenWaitingForChildren;

/// <summary>Waits while the actor is suspended by its own failure.</summary>
public interface IStashWhenFailed;

public abstract class SystemMessage : ISystemMessage
{
    /// <summary>The link in the mailbox's system queue.</summary>
    internal SystemMessage Next;
}

/// <summary>Builds and starts the actor.</summary>
public sealed class Create : SystemMessage;

/// <summary>Replaces the actor by a fresh instance.</summary>
public sealed class Recreate(Exception cause) : SystemMessage, IStashWhenWaitingForChildren
{
    public Exception Cause { get; } = cause;
}

public sealed class Suspend : SystemMessage, IStashWhenWaitingForChildren;

public sealed class Resume(Exception causedByFailure) : SystemMessage, IStashWhenWaitingForChildren
{
    public Exception CausedByFailure { get; } = causedByFailure;
}

/// <summary>Stops the actor after the message it is processing.</summary>
public sealed class Terminate : SystemMessage, IPossiblyHarmful, IDeadLetterSuppression;

public sealed class Watch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

public sealed class Unwatch(IInternalActorRef watchee, IInternalActorRef watcher) : SystemMessage
{
    public IInternalActorRef Watchee { get; } = watchee;

    public IInternalActorRef Watcher { get; } = watcher;
}

/// <summary>A child reports its failure.</summary>
public sealed class Failed(IActorRef child, Exception cause, long uid)
    : SystemMessage, IStashWhenFailed, IStashWhenWaitingForChildren
{
    public IActorRef Child { get; } = child;

    public Exception Cause { get; } = cause;

    public long Uid { get; } = uid;

    public override string ToString() => $"<Failed>: {Child} ({Uid}) - Cause: {Cause}";
}

/// <summary>Tells a watcher, or the parent, that an actor has stopped.</summary>
public sealed class DeathWatchNotification(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    : SystemMessage, IDeadLetterSuppression
{
    public IActorRef Actor { get; } = actor;

    public bool ExistenceConfirmed { get; } = existenceConfirmed;

    public bool AddressTerminated { get; } = addressTerminated;
}

/// <summary>The rest of an asynchronous receive, run in the actor's context.</summary>
internal sealed class AsyncContinuation(SendOrPostCallback callback, object state) : SystemMessage
{
    public void Run() => callback(state);
}

/// <summary>An asynchronous receive has ended, with its exception if it failed.</summary>
internal sealed class AsyncCompleted(Task task) : SystemMessage
{
    public Task Task { get; } = task;
}
