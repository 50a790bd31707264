using Akka.Actor;

namespace Akka.Event;

/// <summary>Told to a logger first; answered with <see cref="LoggerInitialized"/>.</summary>
public class InitializeLogger(LoggingBus loggingBus) : INoSerializationVerificationNeeded
{
    public LoggingBus LoggingBus { get; } = loggingBus;
}

public class LoggerInitialized : INoSerializationVerificationNeeded, IDeadLetterSuppression;

/// <summary>Writes each entry as a line on standard output.</summary>
public class DefaultLogger : ActorBase
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent logEvent:
                Print(logEvent);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => Console.Out.WriteLine(logEvent);
}

/// <summary>Reports dead letters in the log, up to a number (akka.log-dead-letters).</summary>
public class DeadLetterListener : ActorBase
{
    private int _count;

    /// <summary>Not left to the actor's start, which is later: letters of the first moments count too.</summary>
    internal static void Start(ExtendedActorSystem system)
    {
        var listener = system.SystemActorOf<DeadLetterListener>("deadLetterListener");
        foreach (var type in new[] { typeof(DeadLetter), typeof(Dropped), typeof(UnhandledMessage) }) system.EventStream.Subscribe(listener, type);
    }

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter) return false;
        var settings = Context.System.Settings;
        if (letter is UnhandledMessage && !settings.DebugUnhandledMessage) return true;
        var (what, level) = letter switch
        {
            Dropped dropped => ($"was dropped. {dropped.Reason}.", LogLevel.InfoLevel),
            UnhandledMessage => ("was unhandled.", LogLevel.DebugLevel),
            _ => ("was not delivered.", LogLevel.InfoLevel),
        };
        if (++_count > settings.LogDeadLetters) return true;
        var from = letter.Sender.IsNobody() || letter.Sender.Equals(Context.System.DeadLetters) ? "without sender" : $"from {letter.Sender.Path}";
        var done = _count == settings.LogDeadLetters ? ", no more dead letters will be logged" : "";
        var text = $"Message [{letter.Message.GetType().Name}] {from} to {letter.Recipient?.Path} {what} [{_count}] dead letters encountered{done}. "
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}";
        var source = letter.Recipient?.Path.ToString() ?? "";
        var stream = Context.System.EventStream;
        if (level < stream.LogLevel) return true;
        stream.Publish(level == LogLevel.InfoLevel ? new Info(source, GetType(), text) : new Debug(source, GetType(), text));
        return true;
    }
}
