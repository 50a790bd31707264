namespace Akka.Actor.Internal;

/// <summary>One registered handler; false when the message is not for it.</summary>
internal delegate bool MessageHandler(object message);

/// <summary>The handlers of one behaviour of a ReceiveActor, tried in the order of registration.</summary>
internal sealed class MessageHandlers
{
    private MessageHandler[] _handlers = new MessageHandler[2];
    private int _count;
    private bool _catchesAll;

    /// <exception cref="InvalidOperationException">An earlier handler takes every message.</exception>
    public void Add(MessageHandler handler, bool catchesAll)
    {
        if (_catchesAll)
            throw new InvalidOperationException("A handler that catches all messages has been added. No handler can be added after that.");
        if (_count == _handlers.Length) Array.Resize(ref _handlers, _count * 2);
        _handlers[_count++] = handler;
        _catchesAll = catchesAll;
    }

    public bool Handle(object message)
    {
        for (var i = 0; i < _count; i++)
            if (_handlers[i](message)) return true;
        return false;
    }
}
