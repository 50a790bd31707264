using Akka.Actor;

namespace Akka.Event;

/// <summary>The event stream's part that logging uses: classification by type, and the level.</summary>
public class LoggingBus : ActorEventBus<object, Type>
{
    private volatile int _level = (int)LogLevel.InfoLevel;
    private volatile IActorRef[] _loggers = [];

    /// <summary>What is below it is not even made into an event.</summary>
    public LogLevel LogLevel => (LogLevel)_level;

    protected override bool IsSubClassification(Type parent, Type child) => parent.IsAssignableFrom(child);

    protected override void Publish(object @event, IActorRef subscriber)
    {
        // A subscriber that stops at this moment must not turn events into dead letters, which are events again.
        if (subscriber is IInternalActorRef { IsTerminated: true }) Unsubscribe(subscriber);
        else subscriber.Tell(@event, ActorRefs.NoSender);
    }

    protected override bool Classify(object @event, Type classifier) => classifier.IsInstanceOfType(@event);

    protected override Type GetClassifier(object @event) => @event.GetType();

    internal IReadOnlyList<IActorRef> Loggers => _loggers;

    /// <summary>Changes the level of this bus and of its loggers.</summary>
    public void SetLogLevel(LogLevel logLevel)
    {
        lock (this)
        {
            foreach (var logger in _loggers) SubscribeLevels(logger, logLevel);
            _level = (int)logLevel;
        }
    }

    internal void AddLogger(IActorRef logger)
    {
        lock (this)
        {
            _loggers = [.. _loggers, logger];
            SubscribeLevels(logger, LogLevel);
        }
    }

    private void SubscribeLevels(IActorRef logger, LogLevel level)
    {
        foreach (var each in Enum.GetValues<LogLevel>())
        {
            if (each >= level) Subscribe(logger, each.ClassFor());
            else Unsubscribe(logger, each.ClassFor());
        }
    }
}
