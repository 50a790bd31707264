using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// The sender of an Ask: the first answer completes it. It gets a path, below /temp, only when someone asks for it.
/// </summary>
internal sealed class FutureActorRef<T>(ActorSystemImpl system, TaskCompletionSource<T> result) : MinimalActorRef
{
    private ActorPath _path;

    public override IActorRefProvider Provider => system.Provider;

    public override bool IsTerminated => result.Task.IsCompleted;

    public override IInternalActorRef Parent => Provider.TempContainer;

    public override ActorPath Path
    {
        get
        {
            if (_path is not null) return _path;
            var path = Provider.TempPath();
            if (Interlocked.CompareExchange(ref _path, path, null) is null && !result.Task.IsCompleted)
            {
                Provider.RegisterTempActor(this, path);
                if (result.Task.IsCompleted) Forget();
            }

            return _path;
        }
    }

    public void Forget()
    {
        if (_path is { } path) Provider.UnregisterTempActor(path);
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Terminate:
                Stop();
                break;
            case Watch watch when watch.Watchee.Equals(this) && !watch.Watcher.Equals(this):
                result.Task.ContinueWith(
                    _ => watch.Watcher.SendSystemMessage(new DeathWatchNotification(this, true, false)), TaskScheduler.Default);
                break;
        }
    }

    public override void Stop() => Complete(new Status.Failure(new TaskCanceledException("The asker was stopped")), null);

    protected override void TellInternal(object message, IActorRef sender) => Complete(message, sender);

    private void Complete(object message, IActorRef sender)
    {
        var misfit = false;
        var first = message switch
        {
            Status.Failure failure when typeof(T) != typeof(Status.Failure) && typeof(T) != typeof(Status) => Fail(failure.Cause),
            ISystemMessage => Fail(new InvalidOperationException($"Received system message {message} as the answer to an Ask")),
            T answer => result.TrySetResult(answer),
            null when default(T) is null => result.TrySetResult(default),
            Status.Success { Status: T answer } => result.TrySetResult(answer),
            _ => Misfit(message, out misfit),
        };
        if (first) Forget();
        // Neither a late answer nor one of a wrong type goes without a trace.
        if (message is not null && (!first || misfit)) Provider.DeadLetters.Tell(new Event.DeadLetter(message, sender ?? Provider.DeadLetters, this), sender);
    }

    private bool Fail(Exception cause) =>
        result.TrySetException(cause ?? new TaskCanceledException("Task cancelled by actor via Failure message."));

    private bool Misfit(object message, out bool misfit)
    {
        misfit = true;
        return Fail(new ArgumentException($"Received message of type [{message?.GetType()}] - Ask expected message of type [{typeof(T)}]"));
    }
}
