using System.Text.RegularExpressions;
using Akka.Event;
using Akka.TestKit.Internal.StringMatcher;

namespace Akka.TestKit.Internal
{
    /// <summary>One condition on a text; null means any text.</summary>
    internal static class TextMatch
    {
        public static IStringMatcher Of(string message, string start, string contains) =>
            message is not null ? new EqualsString(message)
            : start is not null ? new StartsWithString(start)
            : contains is not null ? new ContainsString(contains)
            : null;

        public static IStringMatcher Of(Regex pattern) => pattern is null ? null : new RegexMatcher(pattern);

        public static IStringMatcher Source(string source) => source is null ? null : new EqualsStringAndPathMatcher(source);
    }

    public delegate void EventMatched(EventFilterBase eventFilter, LogEvent logEvent);

    public abstract class EventFilterBase : IEventFilter
    {
        private readonly IStringMatcher _message;
        private readonly IStringMatcher _source;

        /// <summary>Null is any text, or any source.</summary>
        protected EventFilterBase(IStringMatcher messageMatcher, IStringMatcher sourceMatcher) =>
            (_message, _source) = (messageMatcher ?? MatchesAll.Instance, sourceMatcher ?? MatchesAll.Instance);

        public event EventMatched EventMatched;

        /// <summary>What it is for, in a failure's text.</summary>
        protected abstract string FilterDescriptiveName { get; }

        protected abstract bool IsMatch(LogEvent evt);

        public bool Apply(LogEvent logEvent)
        {
            if (!IsMatch(logEvent)) return false;
            OnEventMatched(logEvent);
            return true;
        }

        protected virtual void OnEventMatched(LogEvent logEvent) => EventMatched?.Invoke(this, logEvent);

        protected bool InternalDoMatch(string src, object msg) => _source.IsMatch(src) && _message.IsMatch(msg?.ToString() ?? "null");

        public override string ToString()
        {
            var conditions = new List<string>();
            if (_message is not MatchesAll) conditions.Add($"Message {_message}");
            if (_source is not MatchesAll) conditions.Add($"Source {_source}");
            return conditions.Count == 0 ? FilterDescriptiveName : $"{FilterDescriptiveName} when {string.Join(" and ", conditions)}";
        }
    }

    internal sealed class LevelFilter(LogLevel level, IStringMatcher message, IStringMatcher source) : EventFilterBase(message, source)
    {
        protected override string FilterDescriptiveName { get; } = level.ToString().Replace("Level", "", StringComparison.Ordinal);

        protected override bool IsMatch(LogEvent evt) => evt.LogLevel() == level && InternalDoMatch(evt.LogSource, evt.Message);
    }

    internal sealed class ErrorFilter(Type exceptionType, IStringMatcher message, IStringMatcher source, bool innerToo)
        : EventFilterBase(message, source)
    {
        protected override string FilterDescriptiveName => exceptionType is null ? "Error" : $"Error with Cause <{exceptionType}>";

        protected override bool IsMatch(LogEvent evt)
        {
            if (evt is not Error error) return false;
            if (exceptionType is null && error.Cause is null) return InternalDoMatch(error.LogSource, error.Message);
            for (var cause = error.Cause; cause is not null; cause = innerToo ? cause.InnerException : null)
                if (exceptionType?.IsInstanceOfType(cause) != false && Fits(error, cause)) return true;
            return false;
        }

        private bool Fits(Error error, Exception cause) =>
            (error.Message is null && string.IsNullOrEmpty(cause.Message))
            || InternalDoMatch(error.LogSource, error.Message) || InternalDoMatch(error.LogSource, cause.Message);
    }

    internal sealed class CustomFilter(Predicate<LogEvent> predicate) : EventFilterBase(null, null)
    {
        protected override string FilterDescriptiveName => "Custom";

        protected override bool IsMatch(LogEvent evt) => predicate(evt);
    }
}

namespace Akka.TestKit
{
    /// <summary>Fits dead letters, which the test's listener turns into warnings from their recipients.</summary>
    public sealed class DeadLettersFilter(IStringMatcher messageMatcher, IStringMatcher sourceMatcher, Predicate<DeadLetter> isMatch = null)
        : Internal.EventFilterBase(messageMatcher, sourceMatcher)
    {
        protected override string FilterDescriptiveName => "DeadLetter";

        protected override bool IsMatch(LogEvent evt) =>
            evt is Warning { Message: DeadLetter letter } && isMatch?.Invoke(letter) != false && InternalDoMatch(evt.LogSource, letter.Message);
    }
}
