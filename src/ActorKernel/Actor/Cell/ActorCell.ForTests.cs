namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>Processes a message on this thread, outside of the mailbox; exceptions come to the caller.</summary>
    internal void ReceiveForTest(object message, IActorRef sender) => UseThreadContext(() =>
    {
        (_currentMessage, _currentSender) = (message, sender);
        try
        {
            if (message is IAutoReceivedMessage) AutoReceive(message);
            else ReceiveMessage(message);
        }
        finally
        {
            if (_async is null) (_currentMessage, _currentSender) = (null, null);
        }
    });

    internal Task ReceiveForTestAsync(object message, IActorRef sender)
    {
        ReceiveForTest(message, sender);
        return _async?.Ended ?? Task.CompletedTask;
    }
}
