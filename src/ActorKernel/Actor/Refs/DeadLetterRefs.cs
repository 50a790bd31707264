using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A path where no actor lives: what is told to it becomes a dead letter.</summary>
public class EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream) : MinimalActorRef
{
    public override ActorPath Path { get; } = path;

    public override IActorRefProvider Provider { get; } = provider;

    public override bool IsTerminated => true;

    private protected EventStream EventStream { get; } = eventStream;

    public override void SendSystemMessage(ISystemMessage message) => SpecialHandle(message, Provider.DeadLetters);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null");
        if (message is DeadLetter letter) SpecialHandle(letter.Message, letter.Sender);
        else if (!SpecialHandle(message, sender)) PublishDead(message, sender);
    }

    private protected void PublishDead(object message, IActorRef sender) =>
        EventStream.Publish(message is IDeadLetterSuppression suppressed
            ? new SuppressedDeadLetter(suppressed, sender.IsNobody() ? Provider.DeadLetters : sender, this)
            : new DeadLetter(message, sender.IsNobody() ? Provider.DeadLetters : sender, this));

    /// <summary>Answers what even an absent actor must answer: watches, identification, selections.</summary>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch:
                if (watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
                return true;
            case Unwatch:
                return true;
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), this);
                return true;
            case ActorSelectionMessage selection:
                if (selection.Message is Identify inner) sender?.Tell(new ActorIdentity(inner.MessageId, null), this);
                else PublishDead(selection.Message, sender);
                return true;
            default:
                return false;
        }
    }
}

/// <summary>Where undeliverable messages go; it publishes them on the event stream.</summary>
public class DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    : EmptyLocalActorRef(provider, path, eventStream)
{
    public override bool IsTerminated => false;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case null:
                throw new InvalidMessageException("Message is null");
            case AllDeadLetters letter when !SpecialHandle(letter.Message, letter.Sender):
                EventStream.Publish(letter);
                break;
            case AllDeadLetters:
                break;
            default:
                if (!SpecialHandle(message, sender)) PublishDead(message, sender);
                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is Identify identify)
        {
            sender?.Tell(new ActorIdentity(identify.MessageId, ActorRefs.Nobody), this);
            return true;
        }

        if (message is not Watch watch) return base.SpecialHandle(message, sender);
        if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
        return true;
    }
}

/// <summary>Ignores every message, without a dead letter: for replies nobody wants.</summary>
internal sealed class IgnoreActorRef(IActorRefProvider provider) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems, "/ignore");

    public override IActorRefProvider Provider { get; } = provider;
}
