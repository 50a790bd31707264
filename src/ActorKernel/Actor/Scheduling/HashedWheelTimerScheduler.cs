using System.Diagnostics;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Real time. The name is Akka.NET's; the wheel is the base library's timer queue, whose one thread exists only once
/// something has been scheduled.
/// </summary>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private volatile bool _disposed;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log) { }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    protected override DateTimeOffset TimeNow => DateTimeOffset.Now;

    /// <summary>Nothing that waits will run any more.</summary>
    public void Dispose() => _disposed = true;

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(delay, null, new TellJob(receiver, message, sender), cancelable);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Schedule(initialDelay, interval, new TellJob(receiver, message, sender), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Schedule(delay, null, new ActionJob(action), cancelable);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Schedule(delay, null, new ActionJob(action.Run), cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, new ActionJob(action), cancelable);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Schedule(initialDelay, interval, new ActionJob(action.Run), cancelable);

    private void Schedule(TimeSpan delay, TimeSpan? interval, Job job, ICancelable cancelable)
    {
        if (_disposed) throw new SchedulerException("cannot enqueue after timer shutdown");
        if (cancelable is { IsCancellationRequested: true }) return;
        job.Start(this, delay, interval, cancelable);
    }

    private abstract class Job
    {
        private HashedWheelTimerScheduler _scheduler;
        private ICancelable _cancelable;
        private Timer _timer;
        private bool _repeats;

        public void Start(HashedWheelTimerScheduler scheduler, TimeSpan delay, TimeSpan? interval, ICancelable cancelable)
        {
            (_scheduler, _cancelable, _repeats) = (scheduler, cancelable, interval is not null);
            // Started only once the field is set, so that the callback finds it.
            _timer = new Timer(static job => ((Job)job!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            (cancelable as Cancelable)?.Attach(_timer);
            var period = interval is { } every ? Max(every) : Timeout.InfiniteTimeSpan;
            try
            {
                _timer.Change(Ceiling(delay), period);
            }
            catch (ObjectDisposedException)
            {
                // Cancelled meanwhile.
            }
        }

        protected abstract void Run();

        private void Fire()
        {
            var ended = _scheduler._disposed || _cancelable is { IsCancellationRequested: true };
            if (ended || !_repeats) _timer.Dispose();
            if (ended) return;
            try
            {
                Run();
            }
            catch (Exception e)
            {
                _scheduler.Log.Log(LogLevel.ErrorLevel, e, "Scheduled action failed");
                _timer.Dispose();
            }
        }

        // The base library counts in milliseconds and rounds down: never early.
        private static TimeSpan Ceiling(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(delay.TotalMilliseconds), uint.MaxValue - 1));

        private static TimeSpan Max(TimeSpan interval) => Ceiling(interval < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : interval);
    }

    private sealed class TellJob(ICanTell receiver, object message, IActorRef sender) : Job
    {
        protected override void Run() => receiver.Tell(message, sender);
    }

    private sealed class ActionJob(Action action) : Job
    {
        protected override void Run() => action();
    }
}
