using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// Holds an actor's messages and runs it, on one thread at a time. System messages go first, between any two user
/// messages. Once closed, it hands whatever still arrives to dead letters, so that nothing is lost without a trace.
/// </summary>
public sealed class Mailbox : IThreadPoolWorkItem
{
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4; // the count of suspensions lives above the flags

    private MessageQueue _queue = new();
    private SystemMessage _systemQueue; // a stack; newest first
    private readonly ActorCell _cell;
    private int _status;

    internal Mailbox(ActorCell cell) => _cell = cell;

    public bool HasMessages => !_queue.IsEmpty;

    public int NumberOfMessages => _queue.Count;

    public bool IsSuspended() => Volatile.Read(ref _status) >= SuspendUnit;

    public bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    internal bool HasSystemMessages => Volatile.Read(ref _systemQueue) is not null;

    internal void Enqueue(object message, IActorRef sender)
    {
        _queue.Enqueue(new MessageNode { Message = message, Sender = sender });
        ScheduleForUserMessage();
    }

    internal void EnqueueSystem(SystemMessage message)
    {
        SystemMessage first;
        do
        {
            first = Volatile.Read(ref _systemQueue);
            message.Next = first;
        }
        while (Interlocked.CompareExchange(ref _systemQueue, message, first) != first);

        Schedule();
    }

    /// <summary>Actor thread only.</summary>
    internal void Prepend(IEnumerable<Envelope> envelopes) => _queue.Prepend(envelopes);

    internal void Suspend() => Interlocked.Add(ref _status, SuspendUnit);

    /// <summary>Undoes one <see cref="Suspend"/>; more resumes than suspensions are ignored.</summary>
    internal void Resume()
    {
        int status;
        do
        {
            status = Volatile.Read(ref _status);
            if (status < SuspendUnit) return;
        }
        while (Interlocked.CompareExchange(ref _status, status - SuspendUnit, status) != status);

        ScheduleForUserMessage();
    }

    /// <summary>Actor thread only. From here on messages are dead letters, those waiting first.</summary>
    internal void Close()
    {
        Interlocked.Or(ref _status, Closed);
        Drain();
    }

    /// <summary>Lets the actor run if it may; called once after messages were queued without a start.</summary>
    internal void Schedule()
    {
        if ((Volatile.Read(ref _status) & Scheduled) == 0 && (Interlocked.Or(ref _status, Scheduled) & Scheduled) == 0)
            _cell.Dispatcher.Execute(this);
    }

    void IThreadPoolWorkItem.Execute() => Run();

    internal void Run()
    {
        var outer = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = _cell;
        MessageDispatcher.Enter();
        try
        {
            ProcessSystemMessages();
            ProcessMessages();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = outer;
            Interlocked.And(ref _status, ~Scheduled);
            if (MustRunAgain()) Schedule();
            MessageDispatcher.Leave();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ScheduleForUserMessage()
    {
        // Suspended: whoever resumes schedules. Scheduled: the runner looks again before it ends.
        var status = Volatile.Read(ref _status);
        if ((status & Scheduled) == 0 && (status < SuspendUnit || (status & Closed) != 0)) Schedule();
    }

    private bool MustRunAgain()
    {
        if (HasSystemMessages) return true;
        if (_queue.IsEmpty) return false;
        var status = Volatile.Read(ref _status);
        return status < SuspendUnit || (status & Closed) != 0;
    }

    private void ProcessMessages()
    {
        for (var left = _cell.Dispatcher.Throughput; left > 0; left--)
        {
            var status = Volatile.Read(ref _status);
            if ((status & Closed) != 0)
            {
                Drain();
                return;
            }

            if (status >= SuspendUnit || !_queue.TryDequeue(out var message, out var sender)) return;
            _cell.Invoke(message, sender);
            if (HasSystemMessages) ProcessSystemMessages();
        }
    }

    private void ProcessSystemMessages()
    {
        while (TakeSystemMessages() is { } message)
        {
            while (message is not null)
            {
                var next = message.Next;
                message.Next = null;
                if (IsClosed) _cell.SystemImpl.DeadSystemMessage(_cell, message);
                else _cell.SystemInvoke(message);
                message = next;
            }
        }
    }

    /// <summary>Takes all, oldest first.</summary>
    private SystemMessage TakeSystemMessages()
    {
        if (!HasSystemMessages) return null;
        var newest = Interlocked.Exchange(ref _systemQueue, null);
        SystemMessage oldest = null;
        while (newest is not null)
        {
            var next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    private void Drain()
    {
        while (_queue.TryDequeue(out var message, out var sender)) _cell.SystemImpl.DeadMessage(_cell, message, sender);
    }
}
