using Akka.Actor;

namespace Akka.Routing;

/// <summary>Something with listeners.</summary>
public interface IListeners
{
    ListenerSupport Listeners { get; }
}

/// <summary>Asks to be a listener.</summary>
public class Listen(IActorRef listener)
{
    public IActorRef Listener { get; } = listener;
}

/// <summary>Asks not to be one any more.</summary>
public class Deafen(IActorRef listener)
{
    public IActorRef Listener { get; } = listener;
}

public class ListenerSupport
{
    private readonly HashSet<IActorRef> _listeners = [];

    internal bool Any => _listeners.Count > 0;

    public void Add(IActorRef actor) => _listeners.Add(actor);

    public bool Remove(IActorRef actor) => _listeners.Remove(actor);

    /// <summary>Tells all listeners.</summary>
    public void Gossip(object message) => Gossip(message, ActorCell.GetCurrentSelfOrNoSender());

    public void Gossip(object message, IActorRef sender)
    {
        foreach (var listener in _listeners) listener.Tell(message, sender);
    }
}
