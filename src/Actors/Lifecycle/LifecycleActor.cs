using Akka.Actor;
using Dkvm.Contract;

namespace Dkvm.Actors.Lifecycle;

/// <summary>
/// An actor whose life cycle is a table: each message is an event for <see cref="Next"/>, which decides; the actor
/// only performs. Transitions are published on the event stream as <see cref="StateChanged"/>.
/// </summary>
public abstract class LifecycleActor<TState>(Settings settings, TState initial) : UntypedActor, IWithTimers
#if ACTOR_KERNEL
    , Akka.Observation.INamedState
#endif
    where TState : class
{
    public ITimerScheduler Timers { get; set; } = null!;

    protected TState State { get; private set; } = initial;

    /// <summary>For whoever looks at the tree from outside.</summary>
    public string StateName => State.GetType().Name;

    protected Settings Settings { get; } = settings;

    protected string Name => Self.Path.Name;

    /// <summary>It comes and goes while the VM runs: <see cref="StateChanged.Passing"/>.</summary>
    protected virtual bool Passing => false;

    /// <summary>The table. Pure: no clock, no I/O, no actor.</summary>
    protected abstract Step<TState> Next(TState state, object message);

    /// <summary>Performs one of this actor's own effects.</summary>
    protected abstract void Perform(Effect effect);

    protected sealed override void OnReceive(object message)
    {
        try
        {
            Apply(message);
        }
        catch (Exception e) when (e is not HelperFailure)
        {
            Failed(e);
        }
    }

    /// <summary>An effect threw something that nobody foresaw: it has a name and a cause for the parent's policy, too.</summary>
    protected virtual void Failed(Exception e) => throw new HelperFailure(Name, e.Message, inner: e);

    protected void Apply(object message)
    {
        var before = State;
        var step = Next(before, message);
        State = step.State;
        if (before.GetType() != step.State.GetType())
            Publish(new StateChanged(Name, before.GetType().Name, step.State.GetType().Name, Describe(message), Passing));
        foreach (var effect in step.Effects)
            PerformAny(effect);
        Applied();
    }

    /// <summary>An event has been dealt with: for what depends on the state alone.</summary>
    protected virtual void Applied()
    {
    }

    /// <summary>Starts a deadline's clock.</summary>
    protected void StartClock(Deadline deadline, double times = 1) =>
        Timers.StartSingleTimer(deadline, new Late(deadline), Settings.Of(deadline) * times);

    protected void Note(string text, bool warning = false) => Publish(new Noted(Name, warning, text));

    private void PerformAny(Effect effect)
    {
        switch (effect)
        {
            case Arm arm:
                StartClock(arm.Deadline, arm.Times);
                break;
            case Report report:
                Context.Parent.Tell(report.Message, Self);
                break;
            case Complain complain:
                Note(complain.Text, warning: true);
                break;
            case Fail fail:
                throw new HelperFailure(Name, fail.Cause, fail.Kind);
            default:
                Perform(effect);
                break;
        }
    }

    private void Publish(object note) => Context.System.EventStream.Publish(note);

    private static string Describe(object message) =>
        message is Late late ? $"late: {late.Deadline}" : message.GetType().Name;
}
