using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>Publishes what happens to actors, when someone has asked for it.</summary>
internal sealed class LifecycleEvents(EventStream stream, bool enabled)
{
    public void Started(ActorCell cell) { _ = cell; _ = stream; _ = enabled; }

    public void Restarted(ActorCell cell, Exception cause) { }

    public void Failed(ActorCell cell, Exception cause) { }

    public void Stopped(ActorCell cell, ActorBase actor) { }

    public void SystemTerminating() { }
}
