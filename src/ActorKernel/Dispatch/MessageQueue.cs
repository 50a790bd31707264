using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>
/// A queue for many producers and one consumer: a linked list whose producers only swap the tail (Vyukov's design),
/// with a front part, touched by the consumer alone, for messages that a stash gives back.
/// </summary>
internal struct MessageQueue
{
    private MessageNode _head; // the last node taken; its successor is the next message
    private MessageNode _tail;
    private MessageNode _front;

    public MessageQueue() => _head = _tail = new MessageNode();

    public readonly bool IsEmpty => _front is null && ReferenceEquals(Volatile.Read(in _tail), _head);

    /// <summary>Messages waiting; a moment's view when producers are busy.</summary>
    public readonly int Count
    {
        get
        {
            var count = 0;
            for (var node = _front; node is not null; node = node.Next) count++;
            for (var node = Volatile.Read(in _head).Next; node is not null; node = Volatile.Read(ref node.Next)) count++;
            return count;
        }
    }

    public void Enqueue(MessageNode node) => Interlocked.Exchange(ref _tail, node).Next = node;

    /// <summary>Consumer only. Puts envelopes before all others, in their order.</summary>
    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        MessageNode first = null, last = null;
        foreach (var envelope in envelopes)
        {
            var node = new MessageNode { Message = envelope.Message, Sender = envelope.Sender };
            if (last is null) first = node;
            else last.Next = node;
            last = node;
        }

        if (last is null) return;
        last.Next = _front;
        _front = first;
    }

    /// <summary>Consumer only. Waits out a producer that is between its two steps.</summary>
    public bool TryDequeue(out object message, out IActorRef sender)
    {
        if (_front is { } front)
        {
            _front = front.Next;
            (message, sender) = (front.Message, front.Sender);
            return true;
        }

        var head = _head;
        var next = Volatile.Read(ref head.Next);
        if (next is null)
        {
            if (ReferenceEquals(Volatile.Read(ref _tail), head))
            {
                (message, sender) = (null, null);
                return false;
            }

            var wait = new SpinWait();
            while ((next = Volatile.Read(ref head.Next)) is null) wait.SpinOnce();
        }

        (message, sender) = (next.Message, next.Sender);
        next.Message = null;
        next.Sender = null;
        _head = next;
        // A taken node must not keep its followers alive: the collector may have promoted it long ago.
        head.Next = null;
        return true;
    }
}
