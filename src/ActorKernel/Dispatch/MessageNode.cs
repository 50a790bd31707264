using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>One queued message and the link to the next.</summary>
internal sealed class MessageNode
{
    public object Message;
    public IActorRef Sender;
    public MessageNode Next;
}
