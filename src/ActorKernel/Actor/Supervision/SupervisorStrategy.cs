using Akka.Actor.Internal;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>How an actor treats the failures of its children.</summary>
public abstract class SupervisorStrategy : ISurrogated
{
    /// <summary>A child that cannot start, is killed or loses an actor it depends on is stopped; else it restarts.</summary>
    public static IDecider DefaultDecider = Actor.Decider.From(
        Directive.Restart,
        Directive.Stop.When<ActorInitializationException>(),
        Directive.Stop.When<ActorKilledException>(),
        Directive.Stop.When<DeathPactException>());

    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    public static readonly OneForOneStrategy StoppingStrategy = new(static _ => Directive.Stop);

    public abstract IDecider Decider { get; }

    /// <summary>Whether failures are logged; on unless the constructor said otherwise.</summary>
    protected bool LoggingEnabled { get; set; } = true;

    protected abstract Directive Handle(IActorRef child, Exception exception);

    /// <summary>Carries out Restart, or Stop when <paramref name="restart"/> is false.</summary>
    public abstract void ProcessFailure(
        IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children);

    public abstract void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children);

    /// <summary>False means the failure is to be escalated.</summary>
    public bool HandleFailure(
        ActorCell actorCell, IActorRef child, Exception cause, ChildRestartStats stats, IReadOnlyCollection<ChildRestartStats> children)
    {
        var directive = Handle(child, cause);
        if (LoggingEnabled) LogFailure(actorCell, child, cause, directive);
        switch (directive)
        {
            case Directive.Escalate:
                return false;
            case Directive.Resume:
                ResumeChild(child, cause);
                return true;
            case Directive.Restart:
                ProcessFailure(actorCell, true, child, cause, stats, children);
                return true;
            case Directive.Stop:
                ProcessFailure(actorCell, false, child, cause, stats, children);
                return true;
            default:
                throw new NotSupportedException($"Unknown directive {directive}");
        }
    }

    protected virtual void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
    {
        var message = cause is ActorInitializationException { InnerException: { } inner } ? inner.Message : cause.Message;
        LogEvent logEvent = directive switch
        {
            Directive.Resume => new Warning(cause, child.Path.ToString(), GetType(), message),
            Directive.Escalate => null, // the next supervisor up will report it
            _ => new Error(cause, child.Path.ToString(), GetType(), message),
        };
        if (logEvent is not null) context.System.EventStream.Publish(logEvent);
    }

    protected void ResumeChild(IActorRef child, Exception exception) => ((IInternalActorRef)child).Resume(exception);

    /// <param name="suspendFirst">For children that have not failed themselves: their mailboxes must rest as well.</param>
    protected void RestartChild(IActorRef child, Exception cause, bool suspendFirst)
    {
        var target = (IInternalActorRef)child;
        if (suspendFirst) target.Suspend();
        target.Restart(cause);
    }

    public abstract ISurrogate ToSurrogate(ActorSystem system);

    /// <summary>A limit of retries in milliseconds, -1 for none, from what the constructors take.</summary>
    private protected static int Window(TimeSpan? withinTimeRange) =>
        withinTimeRange is { } range && range >= TimeSpan.Zero ? (int)range.TotalMilliseconds : -1;
}
