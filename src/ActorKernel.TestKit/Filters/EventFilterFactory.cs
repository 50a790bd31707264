using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>Makes filters for log events, by kind, text and source.</summary>
public class EventFilterFactory
{
    private readonly TestKitBase _testkit;
    private readonly ActorSystem _system;
    private readonly IReadOnlyList<EventFilterBase> _filters;

    public EventFilterFactory(TestKitBase testkit) : this(testkit, testkit.Sys) { }

    public EventFilterFactory(TestKitBase testkit, ActorSystem system) : this(testkit, system, []) { }

    public EventFilterFactory(TestKitBase testkit, ActorSystem actorSystem, IReadOnlyList<EventFilterBase> filters) =>
        (_testkit, _system, _filters) = (testkit, actorSystem, filters);

    /// <param name="message">The whole text.</param>
    /// <param name="start">How it begins.</param>
    /// <param name="contains">What it contains.</param>
    /// <param name="source">Who logs; an actor's path.</param>
    public IEventFilterApplier Exception<TException>(string message = null, string start = null, string contains = null, string source = null)
        where TException : Exception => Exception(typeof(TException), message, start, contains, source);

    public IEventFilterApplier Exception<TException>(Regex pattern, string source = null) where TException : Exception =>
        Exception(typeof(TException), pattern, source);

    public IEventFilterApplier Exception(
        Type exceptionType, string message = null, string start = null, string contains = null, string source = null, bool checkInnerExceptions = false) =>
        CreateApplier(new ErrorFilter(exceptionType, TextMatch.Of(message, start, contains), TextMatch.Source(source), checkInnerExceptions), _system);

    public IEventFilterApplier Exception(Type exceptionType, Regex pattern, string source = null, bool checkInnerExceptions = false) =>
        CreateApplier(new ErrorFilter(exceptionType, TextMatch.Of(pattern), TextMatch.Source(source), checkInnerExceptions), _system);

    public IEventFilterApplier Error(string message = null, string start = null, string contains = null, string source = null) =>
        CreateApplier(new ErrorFilter(null, TextMatch.Of(message, start, contains), TextMatch.Source(source), false), _system);

    public IEventFilterApplier Error(Regex pattern, string source = null) =>
        CreateApplier(new ErrorFilter(null, TextMatch.Of(pattern), TextMatch.Source(source), false), _system);

    public IEventFilterApplier Warning(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.WarningLevel, message, start, contains, source);

    public IEventFilterApplier Warning(Regex pattern, string source = null) => ForLogLevel(LogLevel.WarningLevel, pattern, source);

    public IEventFilterApplier Info(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.InfoLevel, message, start, contains, source);

    public IEventFilterApplier Info(Regex pattern, string source = null) => ForLogLevel(LogLevel.InfoLevel, pattern, source);

    public IEventFilterApplier Debug(string message = null, string start = null, string contains = null, string source = null) =>
        ForLogLevel(LogLevel.DebugLevel, message, start, contains, source);

    public IEventFilterApplier Debug(Regex pattern, string source = null) => ForLogLevel(LogLevel.DebugLevel, pattern, source);

    public IEventFilterApplier ForLogLevel(
        LogLevel logLevel, string message = null, string start = null, string contains = null, string source = null) =>
        logLevel == LogLevel.ErrorLevel
            ? Error(message, start, contains, source)
            : CreateApplier(new LevelFilter(logLevel, TextMatch.Of(message, start, contains), TextMatch.Source(source)), _system);

    public IEventFilterApplier ForLogLevel(LogLevel logLevel, Regex pattern, string source = null) =>
        logLevel == LogLevel.ErrorLevel
            ? Error(pattern, source)
            : CreateApplier(new LevelFilter(logLevel, TextMatch.Of(pattern), TextMatch.Source(source)), _system);

    public IEventFilterApplier DeadLetter() => CreateApplier(new DeadLettersFilter(null, null), _system);

    public IEventFilterApplier DeadLetter<TMessage>(string source = null) => DeadLetter(typeof(TMessage), source);

    public IEventFilterApplier DeadLetter<TMessage>(Func<TMessage, bool> isMatch, string source = null) =>
        DeadLetter(typeof(TMessage), message => isMatch((TMessage)message), source);

    public IEventFilterApplier DeadLetter(Type type, string source = null) => DeadLetter(type, static _ => true, source);

    public IEventFilterApplier DeadLetter(Type type, Func<object, bool> isMatch, string source = null) =>
        CreateApplier(
            new DeadLettersFilter(null, TextMatch.Source(source), letter => type.IsInstanceOfType(letter.Message) && isMatch(letter.Message)), _system);

    public IEventFilterApplier Custom(Predicate<LogEvent> predicate) => CreateApplier(new CustomFilter(predicate), _system);

    public IEventFilterApplier Custom<TLogEvent>(Predicate<TLogEvent> predicate) where TLogEvent : LogEvent =>
        Custom(logEvent => logEvent is TLogEvent typed && predicate(typed));

    protected IEventFilterApplier CreateApplier(EventFilterBase filter, ActorSystem system) =>
        new InternalEventFilterApplier(_testkit, system, [.. _filters, filter]);
}
