using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private TimerScheduler _timers;
    private volatile bool _subscriber;
    private StashImpl _stash;

    /// <summary>True once it has subscribed to the event stream, which then forgets it when it stops.</summary>
    internal bool IsSubscriber => _subscriber;

    internal void MarkSubscriber() => _subscriber = true;

    private void Construct()
    {
        ActorBase actor = null;
        try
        {
            actor = NewInstance();
            actor.AroundPreStart();
            _system.Lifecycle.Started(this);
            _receiveTimeout?.Reschedule(true);
        }
        catch (Exception e)
        {
            if (actor is not null) Release(actor);
            _actor = null;
            HandleInvokeFailure(e is ActorInitializationException
                ? e
                : new ActorInitializationException(_self, $"Exception during creation of {_self}: {e.Message}", e));
        }
    }

    /// <summary>The constructor of an actor base calls this, so that the rest of construction has its actor.</summary>
    /// <exception cref="ActorInitializationException">The cell has its actor already.</exception>
    internal void Adopt(ActorBase actor)
    {
        _actor = _actor is null ? actor : throw new ActorInitializationException(
            $"Do not create actors using 'new', always create them using an ActorContext/System [{actor.GetType().Name}]");
        // A constructor may start timers.
        if (actor is IWithTimers withTimers) withTimers.Timers = _timers = new TimerScheduler(this);
    }

    /// <summary>As an incarnation ends, before its hook.</summary>
    internal void CancelTimers() => _timers?.CancelAll();

    private ActorBase NewInstance()
    {
        _behaviours = null;
        _actor = null;
        var actor = _props.NewActor();
        if (actor is null) throw new ActorInitializationException(_self, "PropsFactory produced null");
        if (!ReferenceEquals(actor, _actor)) throw new ActorInitializationException(_self, "The factory of an actor must build a new instance each time");
        if (actor is IActorStash withStash) withStash.Stash = _stash = StashFactory.Create(this, withStash);
        actor.OnBuilt();
        return actor;
    }

    /// <summary>Takes from an instance what dies with it.</summary>
    private void Release(ActorBase actor)
    {
        _timers?.CancelAll();
        _timers = null;
        _behaviours = null;
        if (_stash is { } stash)
        {
            _stash = null;
            // Akka.NET gives stashed messages back in PreRestart and PostStop, so that a restart loses none.
            stash.UnstashAll();
        }

        try
        {
            _props.Release(actor);
        }
        catch (Exception e)
        {
            Publish(new Event.Error(e, _self.Path.ToString(), _props.Type, "Releasing the actor failed"));
        }
    }
}
