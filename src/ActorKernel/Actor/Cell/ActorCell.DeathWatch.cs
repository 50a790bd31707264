using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    // The message to deliver instead of Terminated, or null.
    private Dictionary<IActorRef, object> _watching;
    private HashSet<IActorRef> _watchedBy;

    // Dead actors whose Terminated is still in the mailbox; Unwatch takes them out.
    private Dictionary<IActorRef, object> _terminatedQueued;

    public IActorRef Watch(IActorRef subject) => AddWatch(subject, null);

    /// <summary>Like Watch, but the death is told as <paramref name="message"/>.</summary>
    public IActorRef WatchWith(IActorRef subject, object message) => AddWatch(subject, message);

    public IActorRef Unwatch(IActorRef subject)
    {
        var watchee = (IInternalActorRef)subject;
        if (!watchee.Equals(_self) && _watching is not null && _watching.Remove(watchee))
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
        _terminatedQueued?.Remove(subject);
        return watchee;
    }

    private IActorRef AddWatch(IActorRef subject, object message)
    {
        var watchee = (IInternalActorRef)subject;
        if (watchee.Equals(_self)) return watchee;
        if (_watching is not null && _watching.TryGetValue(watchee, out var previous))
        {
            if (!Equals(previous, message))
                throw new InvalidOperationException($"Watch({_self}, {watchee}) with termination message {message ?? "None"} would overwrite {previous ?? "None"}: call Unwatch first");
            return watchee;
        }

        (_watching ??= [])[watchee] = message;
        watchee.SendSystemMessage(new Watch(watchee, _self));
        return watchee;
    }

    private void AddWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(_self))
        {
            if (!watcher.Equals(_self)) (_watchedBy ??= []).Add(watcher);
        }
        else if (watcher.Equals(_self))
        {
            Watch(watchee);
        }
    }

    private void RemoveWatcher(IInternalActorRef watchee, IInternalActorRef watcher)
    {
        if (watchee.Equals(_self)) _watchedBy?.Remove(watcher);
        else if (watcher.Equals(_self)) Unwatch(watchee);
    }

    private void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching is not null && _watching.Remove(actor, out var message) && !IsTerminating)
        {
            (_terminatedQueued ??= [])[actor] = message;
            _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
        }

        if (_children is not null && _children.TryGet(actor, out _)) HandleChildTerminated(actor);
    }

    /// <summary>A stashed Terminated that will be received once more.</summary>
    internal void TerminatedAgain(Terminated terminated) => (_terminatedQueued ??= [])[terminated.ActorRef] = null;

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued is null || !_terminatedQueued.Remove(terminated.ActorRef, out var message)) return;
        if (message is not null) _currentMessage = message;
        ReceiveMessage(message ?? terminated);
    }

    private void TellWatchersWeDied()
    {
        if (_watchedBy is null) return;
        var watchers = _watchedBy;
        _watchedBy = null;
        foreach (var watcher in watchers)
            if (!watcher.Equals(_parent)) // the parent has been told already, as parent
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, true, false));
    }

    private void UnwatchAll()
    {
        if (_watching is not null)
            foreach (var watchee in _watching.Keys)
                ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
        (_watching, _terminatedQueued) = (null, null);
    }
}
