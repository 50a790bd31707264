using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public static class GracefulStopSupport
{
    /// <summary>Sends <see cref="PoisonPill"/> and waits for the end; false if the actor lives on after the time-out.</summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout) => target.GracefulStop(timeout, PoisonPill.Instance);

    /// <param name="stopMessage">What makes the actor stop.</param>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object stopMessage)
    {
        var watcher = DeathWatcher.Of((IInternalActorRef)target);
        var system = watcher.System;
        var cancelable = new Cancelable(system.Scheduler);
        system.Scheduler.Advanced.ScheduleOnce(timeout, watcher.GiveUp, cancelable);
        watcher.Died.ContinueWith(_ => cancelable.Cancel(), TaskScheduler.Default);
        target.Tell(stopMessage, ActorRefs.NoSender);
        return watcher.Died;
    }
}

public static class WatchAsyncSupport
{
    /// <summary>True when the actor has stopped, false when the token gave up first.</summary>
    public static Task<bool> WatchAsync(this IActorRef target, CancellationToken token = default)
    {
        var watcher = DeathWatcher.Of((IInternalActorRef)target);
        if (token.CanBeCanceled) token.Register(watcher.GiveUp);
        return watcher.Died;
    }
}

/// <summary>Watches an actor on behalf of code that is none.</summary>
internal sealed class DeathWatcher : MinimalActorRef
{
    private readonly TaskCompletionSource<bool> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IInternalActorRef _target;

    private DeathWatcher(IInternalActorRef target) =>
        (_target, System, Path) = (target, ((LocalActorRefProvider)target.Provider).SystemImpl, target.Provider.TempPath());

    public ActorSystemImpl System { get; }

    public Task<bool> Died => _died.Task;

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => System.Provider;

    public static DeathWatcher Of(IInternalActorRef target)
    {
        var watcher = new DeathWatcher(target);
        target.SendSystemMessage(new Watch(target, watcher));
        return watcher;
    }

    public void GiveUp()
    {
        if (_died.TrySetResult(false)) _target.SendSystemMessage(new Unwatch(_target, this));
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is DeathWatchNotification) _died.TrySetResult(true);
    }
}
