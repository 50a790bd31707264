using Akka.Dispatch.SysMsg;

namespace Akka.Actor.Internal;

/// <summary>Brings the continuations of one asynchronous receive back into its actor.</summary>
internal sealed class AsyncReceive(ActorCell cell) : SynchronizationContext
{
    public ActorCell Cell { get; } = cell;

    /// <summary>The task of the receive, once it has turned out to be asynchronous.</summary>
    public Task Ended { get; set; }

    public override void Post(SendOrPostCallback d, object state) =>
        Cell.SendSystemMessage(new AsyncContinuation(_ => RunInContext(d, state), null));

    public override void Send(SendOrPostCallback d, object state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    private void RunInContext(SendOrPostCallback d, object state)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
