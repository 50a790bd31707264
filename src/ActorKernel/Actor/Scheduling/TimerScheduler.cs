using Akka.Event;

namespace Akka.Actor
{
    /// <summary>An actor with timers of its own, which end when it stops or restarts.</summary>
    public interface IWithTimers
    {
        /// <summary>Set by the runtime before the actor's constructor runs.</summary>
        ITimerScheduler Timers { get; set; }
    }

    /// <summary>Timers by key. A new one under an old key replaces it, and no message of the old one is seen any more.</summary>
    public interface ITimerScheduler
    {
        IReadOnlyCollection<object> ActiveTimers { get; }

        void StartPeriodicTimer(object key, object msg, TimeSpan interval);

        void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

        void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

        void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

        void StartSingleTimer(object key, object msg, TimeSpan timeout);

        void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

        bool IsTimerActive(object key);

        void Cancel(object key);

        void CancelAll();
    }
}

namespace Akka.Actor.Scheduler
{
    /// <summary>A message on behalf of a scheduler.</summary>
    public interface IScheduledTellMsg : IWrappedMessage, INoSerializationVerificationNeeded;
}

namespace Akka.Actor.Internal
{
    internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
    {
        private readonly Dictionary<object, Timer> _timers = [];
        private int _generation;

        public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

        public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, ActorRefs.NoSender);

        public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => Start(key, msg, interval, interval, sender);

        public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) =>
            Start(key, msg, initialDelay, interval, ActorRefs.NoSender);

        public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
            Start(key, msg, initialDelay, interval, sender);

        public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, ActorRefs.NoSender);

        public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

        public bool IsTimerActive(object key) => _timers.ContainsKey(key);

        public void Cancel(object key)
        {
            if (_timers.Remove(key, out var timer)) timer.Cancelable.Cancel();
        }

        public void CancelAll()
        {
            foreach (var timer in _timers.Values) timer.Cancelable.Cancel();
            _timers.Clear();
        }

        /// <summary>The message of a timer that is still wanted; null for one that was replaced or cancelled meanwhile.</summary>
        public object Due(Fired fired)
        {
            if (!_timers.TryGetValue(fired.Timer.Key, out var timer) || !ReferenceEquals(timer, fired.Timer)) return null;
            if (!timer.Repeats) _timers.Remove(timer.Key);
            return timer.Message;
        }

        private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
        {
            Cancel(key);
            var scheduler = cell.System.Scheduler;
            if (cell.System.Settings.DebugTimerScheduler)
                cell.System.EventStream.Publish(new Debug(cell.Self.Path.ToString(), typeof(TimerScheduler), $"Start timer [{key}] with generation [{++_generation}]"));
            var timer = new Timer(key, message, interval is not null, new Cancelable(scheduler));
            object fired = new Fired(timer);
            if (message is INotInfluenceReceiveTimeout) fired = new QuietFired(timer);
            _timers[key] = timer;
            if (interval is { } every) scheduler.ScheduleTellRepeatedly(delay, every, cell.Self, fired, sender, timer.Cancelable);
            else scheduler.ScheduleTellOnce(delay, cell.Self, fired, sender, timer.Cancelable);
        }

        internal sealed record Timer(object Key, object Message, bool Repeats, Cancelable Cancelable);

        /// <summary>What a timer tells its actor; the actor sees the message inside.</summary>
        internal class Fired(Timer timer) : IAutoReceivedMessage, IDeadLetterSuppression, Scheduler.IScheduledTellMsg
        {
            public Timer Timer { get; } = timer;

            public object Message => Timer.Message;
        }

        private sealed class QuietFired(Timer timer) : Fired(timer), INotInfluenceReceiveTimeout;
    }
}
