using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Reports dead, dropped and unhandled messages in the log: up to a number (akka.log-dead-letters), then again after a
/// pause (akka.log-dead-letters-suspend-duration).
/// </summary>
public class DeadLetterListener : ActorBase
{
    private int _count;
    private TimeSpan? _resumeAt;

    /// <summary>Not left to the actor's start, which is later: letters of the first moments count too.</summary>
    internal static void Start(ExtendedActorSystem system)
    {
        var listener = system.SystemActorOf<DeadLetterListener>("deadLetterListener");
        foreach (var type in new[] { typeof(DeadLetter), typeof(Dropped), typeof(UnhandledMessage) }) system.EventStream.Subscribe(listener, type);
    }

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter) return false;
        if (letter.Message is IDeadLetterSuppression) return true;
        var (settings, clock) = (Context.System.Settings, Context.System.Scheduler.MonotonicClock);
        if (_count < int.MaxValue) _count++;
        if (_resumeAt > clock) return true;
        var pause = settings.LogDeadLettersSuspendDuration;
        var note = "";
        if (_resumeAt is not null)
        {
            note = $", of which {_count - settings.LogDeadLetters - 1} were not logged. The counter will be reset now";
        }
        else if (_count == settings.LogDeadLetters && _count < int.MaxValue)
        {
            var forever = pause == Timeout.InfiniteTimeSpan;
            note = forever ? ", no more dead letters will be logged" : $", no more dead letters will be logged in next [{pause}]";
        }

        Report(letter, note);
        if (_resumeAt is not null) (_count, _resumeAt) = (0, null);
        else if (note.Length > 0 && pause == Timeout.InfiniteTimeSpan) Context.Stop(Self);
        else if (note.Length > 0) _resumeAt = clock + pause;
        return true;
    }

    private void Report(AllDeadLetters letter, string note)
    {
        var content = letter.Message;
        while (content is IWrappedMessage wrapped) content = wrapped.Message;
        var type = content?.GetType().Name ?? "null";
        var within = ReferenceEquals(content, letter.Message) ? "" : $" wrapped in [${letter.Message.GetType().Name}]";
        var from = Named(letter.Sender) ? $" from {letter.Sender}" : "";
        var to = letter is DeadLetter || Named(letter.Recipient) ? $" to {letter.Recipient}" : "";
        var what = letter switch
        {
            Dropped dropped => $"was dropped. {dropped.Reason}.",
            UnhandledMessage => "was unhandled.",
            _ => "was not delivered.",
        };
        var hint = letter is DeadLetter ? $"If this is not an expected behavior then {letter.Recipient} may have terminated unexpectedly. " : "";
        var text = $"Message [{type}]{within}{from}{to} {what} [{_count}] dead letters encountered{note}. {hint}"
            + "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'.";
        if (content is not null && content.ToString() is { } shown && shown != type) text += $" Message content: {shown}";
        Context.System.EventStream.Publish(new Info(letter.Recipient?.Path.ToString() ?? "", letter.Recipient?.GetType() ?? GetType(), text));
    }

    private static bool Named(IActorRef actor) => !actor.IsNobody();
}

/// <summary>With akka.actor.debug.unhandled, writes each unhandled message to the log.</summary>
internal sealed class UnhandledMessageForwarder : ActorBase
{
    public static void Start(ExtendedActorSystem system) =>
        system.EventStream.Subscribe(system.SystemActorOf<UnhandledMessageForwarder>("UnhandledMessageForwarder"), typeof(UnhandledMessage));

    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled) return false;
        var from = unhandled.Sender.IsNobody() ? "NoSender" : unhandled.Sender.Path.ToString();
        Context.System.EventStream.Publish(
            new Debug(unhandled.Recipient.Path.ToString(), unhandled.Recipient.GetType(), $"Unhandled message from {from} : {unhandled.Message}"));
        return true;
    }
}
