using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The parent of top-level actors. What it is told becomes a dead letter.</summary>
public class GuardianActor : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                break;
            case StopChild stop:
                Context.Stop(stop.Child);
                break;
            default:
                Context.System.DeadLetters.Tell(new Event.DeadLetter(message, Sender, Self), Sender);
                break;
        }

        return true;
    }

    /// <summary>Guardians keep their children when they restart.</summary>
    protected override void PreRestart(Exception reason, object message) { }
}

/// <summary>Asks a guardian to stop one of its children.</summary>
internal sealed record StopChild(IActorRef Child);

/// <summary>The parent of the runtime's own actors; it outlives /user, so that the last words are logged.</summary>
public class SystemGuardianActor(IActorRef userGuardian) : ActorBase
{
    protected override void PreStart() => Context.Watch(userGuardian);

    protected override bool Receive(object message)
    {
        if (message is Terminated)
        {
            ((ActorSystemImpl)Context.System).RunTerminationCallbacks();
            Context.Stop(Self);
        }
        else
        {
            Context.System.DeadLetters.Tell(new Event.DeadLetter(message, Sender, Self), Sender);
        }

        return true;
    }

    protected override void PreRestart(Exception reason, object message) { }
}

/// <summary>/, with the paths below it that are no actors.</summary>
internal sealed class RootGuardianRef(
    ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor, ActorPath path,
    VirtualPathContainer temp, IInternalActorRef deadLetters) : LocalActorRef(system, props, dispatcher, supervisor, path)
{
    public override IInternalActorRef Parent => this;

    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" => temp,
        "deadLetters" => deadLetters,
        _ => base.GetSingleChild(name),
    };
}

/// <summary>Stands above the root: its failure or end is the end of the system.</summary>
internal sealed class RootGuardianSupervisor(ActorSystemImpl system, ActorPath root) : MinimalActorRef
{
    private readonly ActorPath _path = root / "_supervisor";

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => system.Provider;

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed failed:
                system.Log.Log(Event.LogLevel.ErrorLevel, failed.Cause, "guardian failed, shutting down system");
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case DeathWatchNotification:
                system.CompleteTermination();
                break;
        }
    }
}

/// <summary>A path with named references below it that have no parent actor.</summary>
public class VirtualPathContainer(IActorRefProvider provider, ActorPath path, IInternalActorRef parent) : MinimalActorRef
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, IInternalActorRef> _children = new();

    public override ActorPath Path { get; } = path;

    public override IActorRefProvider Provider { get; } = provider;

    public override IInternalActorRef Parent { get; } = parent;

    public bool HasChildren => !_children.IsEmpty;

    public void AddChild(string name, IInternalActorRef actor) => _children[name] = actor;

    public void RemoveChild(string name) => _children.TryRemove(name, out _);

    public void ForEachChild(Action<IInternalActorRef> action)
    {
        foreach (var child in _children.Values) action(child);
    }

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0) return this;
        return _children.TryGetValue(name[0], out var child) ? child.GetChild([.. name.Skip(1)]) : ActorRefs.Nobody;
    }
}
