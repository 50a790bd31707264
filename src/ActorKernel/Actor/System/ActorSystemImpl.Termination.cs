namespace Akka.Actor.Internal;

public sealed partial class ActorSystemImpl
{
    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
            return TerminatedBy(CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance));
        FinalTerminate();
        return WhenTerminated;
    }

    /// <summary>A shutdown that stops at a failed phase terminates nothing: who waits for the end hears of the failure.</summary>
    private async Task TerminatedBy(Task shutdown)
    {
        if (await Task.WhenAny(shutdown, WhenTerminated).ConfigureAwait(false) == shutdown)
            await shutdown.ConfigureAwait(false);
        await WhenTerminated.ConfigureAwait(false);
    }

    public override void Abort() => FinalTerminate();

    public override void RegisterOnTermination(Action code)
    {
        lock (_terminationCallbacks)
        {
            if (WhenTerminated.IsCompleted) throw new InvalidOperationException("ActorSystem already terminated.");
            _terminationCallbacks.Add(code);
        }
    }

    internal void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _terminating, 1) != 0) return;
        _provider.Guardian.Stop();
    }

    /// <summary>All user actors have stopped.</summary>
    internal void RunTerminationCallbacks()
    {
        Action[] callbacks;
        lock (_terminationCallbacks) callbacks = [.. Enumerable.Reverse(_terminationCallbacks)];
        foreach (var callback in callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                EventStream.Publish(new Event.Error(e, Name, typeof(ActorSystem), "RegisterOnTermination callback failed, continuing with next."));
            }
        }
    }

    /// <summary>The root has stopped.</summary>
    internal void CompleteTermination()
    {
        (Scheduler as IDisposable)?.Dispose();
        _terminated.TrySetResult();
    }
}
