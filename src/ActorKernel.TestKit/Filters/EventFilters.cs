using System.Text.RegularExpressions;
using Akka.Event;

namespace Akka.TestKit.Internal
{
    /// <summary>One condition on a text; null means any text.</summary>
    internal static class TextMatch
    {
        public static Predicate<string> Of(string message, string start = null, string contains = null) =>
            message is not null ? text => text == message
            : start is not null ? text => text?.StartsWith(start, StringComparison.Ordinal) == true
            : contains is not null ? text => text?.Contains(contains, StringComparison.Ordinal) == true
            : null;

        public static Predicate<string> Of(Regex pattern) => pattern is null ? null : text => text is not null && pattern.IsMatch(text);
    }

    public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

    public abstract class EventFilterBase : IEventFilter
    {
        private readonly Predicate<string> _message;
        private readonly Predicate<string> _source;

        private protected EventFilterBase(Predicate<string> message, Predicate<string> source) => (_message, _source) = (message, source);

        public event EventMatched EventMatched;

        protected abstract bool IsMatch(LogEvent evt);

        public bool Apply(LogEvent logEvent)
        {
            if (!IsMatch(logEvent)) return false;
            EventMatched?.Invoke(this, logEvent);
            return true;
        }

        protected bool InternalDoMatch(string src, object msg) =>
            (_source is null || _source(src)) && (_message is null || _message(msg?.ToString() ?? "null"));
    }

    internal sealed class LevelFilter(LogLevel level, Predicate<string> message, Predicate<string> source) : EventFilterBase(message, source)
    {
        protected override bool IsMatch(LogEvent evt) => evt.LogLevel() == level && InternalDoMatch(evt.LogSource, evt.Message);
    }

    internal sealed class ErrorFilter(Type exceptionType, Predicate<string> message, Predicate<string> source, bool innerToo)
        : EventFilterBase(message, source)
    {
        protected override bool IsMatch(LogEvent evt)
        {
            if (evt is not Error error) return false;
            if (exceptionType is null) return Fits(error, error.Cause);
            for (var cause = error.Cause; cause is not null; cause = innerToo ? cause.InnerException : null)
                if (exceptionType.IsInstanceOfType(cause) && Fits(error, cause)) return true;
            return false;
        }

        private bool Fits(Error error, Exception cause) =>
            InternalDoMatch(error.LogSource, error.Message) || (cause is not null && InternalDoMatch(error.LogSource, cause.Message));
    }

    internal sealed class CustomFilter(Predicate<LogEvent> predicate) : EventFilterBase(null, null)
    {
        protected override bool IsMatch(LogEvent evt) => predicate(evt);
    }
}

namespace Akka.TestKit
{
    /// <summary>Fits dead letters, which the test's listener turns into warnings.</summary>
    public sealed class DeadLettersFilter : Internal.EventFilterBase
    {
        private readonly Predicate<DeadLetter> _isMatch;

        internal DeadLettersFilter(Predicate<string> source, Predicate<DeadLetter> isMatch) : base(null, source) => _isMatch = isMatch;

        protected override bool IsMatch(LogEvent evt) =>
            evt is Warning { Message: DeadLetter letter } && InternalDoMatch(evt.LogSource, letter.Message) && _isMatch?.Invoke(letter) != false;
    }
}
