namespace Akka.Actor.Internal;

/// <summary>One actor's receive time-out and the scheduled message for it.</summary>
internal sealed class ReceiveTimeoutTimer(ActorCell cell, TimeSpan after)
{
    private ICancelable _pending;

    public TimeSpan After { get; } = after;

    public void Cancel()
    {
        _pending?.Cancel();
        _pending = null;
    }

    /// <summary>Starts the wait anew, or lets one that a message did not influence run on.</summary>
    public void Reschedule(bool anew)
    {
        if (_pending is not null && !anew) return;
        Cancel();
        _pending = new Cancelable(cell.System.Scheduler);
        cell.System.Scheduler.ScheduleTellOnce(After, cell.Self, ReceiveTimeout.Instance, cell.Self, _pending);
    }
}
