using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit
{
    /// <summary>The logger of tests: filters see each event first, and what they take is not printed.</summary>
    public class TestEventListener : DefaultLogger
    {
        private readonly List<IEventFilter> _filters = [];

        protected override bool Receive(object message)
        {
            switch (message)
            {
                case InitializeLogger initialize:
                    foreach (var type in new[] { typeof(Mute), typeof(Unmute), typeof(Marker), typeof(DeadLetter), typeof(UnhandledMessage) })
                        initialize.LoggingBus.Subscribe(Self, type);
                    Sender.Tell(new LoggerInitialized());
                    break;
                case Mute mute:
                    _filters.AddRange(mute.Filters);
                    break;
                case Unmute unmute:
                    foreach (var filter in unmute.Filters) _filters.Remove(filter);
                    break;
                case Marker marker:
                    marker.Seen.TrySetResult();
                    break;
                case LogEvent logEvent:
                    if (!IsFiltered(logEvent)) Print(logEvent);
                    break;
                case DeadLetter letter:
                    // Not printed: the runtime's own listener does that.
                    IsFiltered(new Warning(letter.Recipient.Path.ToString(), letter.Recipient.GetType(), letter));
                    break;
                case UnhandledMessage unhandled:
                    var text = $"Unhandled message from {unhandled.Sender}: {unhandled.Message}";
                    IsFiltered(new Warning(unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(), text));
                    break;
                default:
                    return false;
            }

            return true;
        }

        private bool IsFiltered(LogEvent logEvent)
        {
            // The first that fits takes it: an event counts for one filter.
            foreach (var filter in _filters)
                if (filter.Apply(logEvent)) return true;
            return false;
        }
    }
}

namespace Akka.TestKit.Internal
{
    /// <summary>Published after the events of a test: once it has been seen, so have they.</summary>
    internal sealed class Marker
    {
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

namespace Akka.TestKit.TestEvent
{
    /// <summary>Published: the test's listener keeps what these filters take to itself.</summary>
    public sealed class Mute(IReadOnlyCollection<EventFilterBase> filters) : Akka.Actor.INoSerializationVerificationNeeded
    {
        public Mute(params EventFilterBase[] filters) : this((IReadOnlyCollection<EventFilterBase>)filters) { }

        public IReadOnlyCollection<EventFilterBase> Filters { get; } = filters;
    }

    /// <summary>Published: the end of a <see cref="Mute"/>.</summary>
    public sealed class Unmute(IReadOnlyCollection<EventFilterBase> filters) : Akka.Actor.INoSerializationVerificationNeeded
    {
        public Unmute(params EventFilterBase[] filters) : this((IReadOnlyCollection<EventFilterBase>)filters) { }

        public IReadOnlyCollection<EventFilterBase> Filters { get; } = filters;
    }
}
