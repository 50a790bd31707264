using Akka.Actor.Internal;
using Akka.Event;

namespace Akka.Actor;

public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

/// <summary>
/// The base of all actors. An instance lives from its construction, which only Props may do, to its PostStop; a
/// restart replaces it. Its members are called by one thread at a time.
/// </summary>
public abstract class ActorBase : IInternalActor
{
    private SupervisorStrategy _supervisorStrategy;

    /// <exception cref="ActorInitializationException">Built with "new" outside a Props factory.</exception>
    protected ActorBase()
    {
        Cell = ActorCell.Current ?? throw new ActorInitializationException(
            $"Do not create actors using 'new', always create them using an ActorContext/System [{GetType().Name}]");
        Cell.Adopt(this);
    }

    internal ActorCell Cell { get; }

    /// <summary>The first behaviour, which Become replaces.</summary>
    internal Receive Behaviour { get => field ??= Receive; private protected set; }

    IActorContext IInternalActor.ActorContext => Context;

    protected static Receive EmptyReceive => static _ => false;

    /// <summary>The context of the actor whose code runs on this thread.</summary>
    /// <exception cref="NotSupportedException">No actor runs on this thread, as after ConfigureAwait(false).</exception>
    protected static IActorContext Context => CurrentContext();

    protected IActorRef Self => Cell.Self;

    /// <summary>The sender of the current message; dead letters if it has none.</summary>
    protected IActorRef Sender => CurrentContext().Sender;

    internal SupervisorStrategy SupervisorStrategyInternal =>
        _supervisorStrategy ??= Cell.Props.SupervisorStrategy ?? SupervisorStrategy() ?? Actor.SupervisorStrategy.DefaultStrategy;

    internal static ActorCell CurrentContext() => ActorCell.Current ?? throw new NotSupportedException(
        "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    /// <summary>The name of the state it is in, for observers; null if it has none.</summary>
    internal virtual string ObservedState => (this as Observation.INamedState)?.StateName;

    /// <summary>Called once the properties that interfaces ask for (Timers, Stash) are set.</summary>
    internal virtual void OnBuilt() { }

    protected abstract bool Receive(object message);

    /// <summary>Every message passes here on its way to the behaviour.</summary>
    protected virtual bool AroundReceive(Receive receive, object message)
    {
        var handled = receive(message);
        if (!handled) Unhandled(message);
        return handled;
    }

    internal void Deliver(Receive receive, object message) => AroundReceive(receive, message);

    public virtual void AroundPreStart() => PreStart();

    /// <summary>Cancels the actor's timers and calls PostStop.</summary>
    public virtual void AroundPostStop()
    {
        Cell.CancelTimers();
        PostStop();
    }

    /// <summary>Cancels the actor's timers and calls PreRestart.</summary>
    public virtual void AroundPreRestart(Exception cause, object message)
    {
        Cell.CancelTimers();
        PreRestart(cause, message);
    }

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);

    /// <summary>Before the first message.</summary>
    protected virtual void PreStart() { }

    /// <summary>After the last message and after all children have stopped.</summary>
    protected virtual void PostStop() { }

    /// <summary>On the failed instance. Stops all children and calls PostStop, unless overridden.</summary>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Cell.GetChildren())
        {
            Cell.Unwatch(child);
            Cell.Stop(child);
        }

        PostStop();
    }

    /// <summary>On the fresh instance. Calls PreStart, unless overridden.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>How failing children are treated; asked once for each instance. Props take precedence.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <exception cref="DeathPactException">The message is the death of a watched actor.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        Cell.System.EventStream.Publish(new UnhandledMessage(message, Cell.Sender, Self));
    }

    protected void Become(Receive receive) => Cell.Become(receive);

    protected void BecomeStacked(Receive receive) => Cell.BecomeStacked(receive);

    protected void UnbecomeStacked() => Cell.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Cell.SetReceiveTimeout(timeout);
}
