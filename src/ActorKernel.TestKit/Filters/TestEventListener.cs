using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

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
                    foreach (var type in new[] { typeof(Mute), typeof(Unmute), typeof(DeadLetter), typeof(UnhandledMessage) })
                        initialize.LoggingBus.Subscribe(Self, type);
                    Sender.Tell(new LoggerInitialized());
                    break;
                case Mute mute:
                    _filters.AddRange(mute.Filters);
                    break;
                case Unmute unmute:
                    foreach (var filter in unmute.Filters) _filters.Remove(filter);
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
            // All are asked, since each counts for itself.
            var filtered = false;
            foreach (var filter in _filters) filtered |= filter.Apply(logEvent);
            return filtered;
        }
    }
}

namespace Akka.TestKit.Internal
{
    internal sealed record Mute(IReadOnlyCollection<IEventFilter> Filters) : Akka.Actor.INoSerializationVerificationNeeded;

    internal sealed record Unmute(IReadOnlyCollection<IEventFilter> Filters) : Akka.Actor.INoSerializationVerificationNeeded;
}
