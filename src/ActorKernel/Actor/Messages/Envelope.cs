namespace Akka.Actor;

/// <summary>A message with its sender, as mailboxes and stashes hold it.</summary>
public struct Envelope
{
    public Envelope(object message, IActorRef sender, ActorSystem system)
    {
        Message = message;
        Sender = sender ?? system.DeadLetters;
    }

    public Envelope(object message, IActorRef sender)
    {
        Message = message;
        Sender = sender;
    }

    public object Message { get; private set; }

    public IActorRef Sender { get; private set; }

    public override readonly string ToString() =>
        $"<{Message ?? "null"}> from {(Sender is null || Sender.Equals(ActorRefs.NoSender) ? "NoSender" : Sender.ToString())}";
}
