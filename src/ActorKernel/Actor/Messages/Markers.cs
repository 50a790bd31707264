namespace Akka.Actor;

/// <summary>Handled by the cell itself, before the actor's own behaviour sees it.</summary>
public interface IAutoReceivedMessage;

/// <summary>May do harm when it comes from outside; remote senders are not trusted with it.</summary>
public interface IPossiblyHarmful;

/// <summary>Receiving it does not restart the receive time-out.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>Never leaves the process.</summary>
public interface INoSerializationVerificationNeeded;

/// <summary>An envelope around another message.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

public static class WrappedMessage
{
    /// <summary>The innermost message.</summary>
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped) message = wrapped.Message;
        return message;
    }
}

/// <summary>Marks an actor whose handled and unhandled messages are logged at debug level (akka.actor.debug.receive).</summary>
public interface ILogReceive;
