using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>
/// Virtual time: nothing happens until a test advances the clock, and then everything that is due happens at once, in
/// order, on the test's thread. Unlike Akka.NET's, an advance also does what is due in it because of what it has done: a
/// repetition as often as it falls into it. akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit".
/// </summary>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Item, (long Due, long Number)> _items = new();
    private DateTimeOffset _now;
    private long _number;

    public TestScheduler(ActorSystem system) : this(system.Settings.Config, system.Log) { }

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log) => _now = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now { get { lock (_lock) return _now; } }

    public TimeSpan MonotonicClock => TimeSpan.FromTicks(Now.Ticks);

    public TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>Moves the clock on; what is due by then happens, each at its own time.</summary>
    public void Advance(TimeSpan offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, TimeSpan.Zero);
        AdvanceTo(Now + offset);
    }

    /// <exception cref="InvalidOperationException">That time has gone.</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < Now) throw new InvalidOperationException("You can't reverse time...");
        while (TakeDue(when) is { } item) item.Action();
        lock (_lock) _now = _now > when ? _now : when;
    }

    /// <summary>When the next thing happens; null when nothing is scheduled.</summary>
    internal DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                while (_items.TryPeek(out var item, out var priority))
                {
                    if (item.Cancelable is not { IsCancellationRequested: true }) return new DateTimeOffset(priority.Due, TimeSpan.Zero);
                    _items.Dequeue();
                }

                return null;
            }
        }
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, null, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    public void ScheduleOnce(TimeSpan delay, Action action) => Add(delay, null, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Add(delay, null, action, cancelable);

    public void ScheduleOnce(TimeSpan delay, Dispatch.IRunnable action) => Add(delay, null, action.Run, null);

    public void ScheduleOnce(TimeSpan delay, Dispatch.IRunnable action, ICancelable cancelable) => Add(delay, null, action.Run, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => Add(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, interval, action, cancelable);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Dispatch.IRunnable action) =>
        Add(initialDelay, interval, action.Run, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Dispatch.IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, interval, action.Run, cancelable);

    private void Add(TimeSpan delay, TimeSpan? interval, Action action, ICancelable cancelable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (interval is { } every) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        lock (_lock) Enqueue(new Item(action, interval, cancelable), _now + delay);
    }

    private Item TakeDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            while (_items.TryPeek(out var item, out var priority) && priority.Due <= until.UtcTicks)
            {
                _items.Dequeue();
                if (item.Cancelable is { IsCancellationRequested: true }) continue;
                var due = new DateTimeOffset(priority.Due, TimeSpan.Zero);
                if (due > _now) _now = due;
                if (item.Interval is { } every) Enqueue(item, due + every);
                return item;
            }

            return null;
        }
    }

    private void Enqueue(Item item, DateTimeOffset due) => _items.Enqueue(item, (due.UtcTicks, _number++));

    private sealed record Item(Action Action, TimeSpan? Interval, ICancelable Cancelable);
}
