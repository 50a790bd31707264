using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Internal;

/// <summary>
/// Runs the parts of one asynchronous receive in its actor: what follows an await, and what ContinueWith adds. Between
/// them the actor's thread is free.
/// </summary>
internal sealed class AsyncReceive(ActorCell cell) : TaskScheduler
{
    public ActorCell Cell { get; } = cell;

    /// <summary>The task of the receive, once it has turned out to be asynchronous.</summary>
    public Task Ended { get; set; }

    /// <summary>Runs the first part, up to the first await that waits; the task is that of the whole.</summary>
    public Task Start(Func<Task> action)
    {
        var first = new Task<Task>(action);
        var outer = SynchronizationContext.Current;
        // An await prefers a synchronisation context, of which actors have none.
        if (outer is not null) SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            first.RunSynchronously(this);
        }
        finally
        {
            if (outer is not null) SynchronizationContext.SetSynchronizationContext(outer);
        }

        return first.GetAwaiter().GetResult();
    }

    protected override void QueueTask(Task task) => Cell.SendSystemMessage(new AsyncContinuation(_ => TryExecuteTask(task), null));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && InternalCurrentActorCellKeeper.Current == Cell && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
