using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Ask: tell, and a task for the answer.</summary>
public static class Futures
{
    /// <exception cref="AskTimeoutException">(in the task) No answer came in time.</exception>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>The answer as T; one of another type fails the task, as does <see cref="Status.Failure"/> with its cause.</summary>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Send<T>(self, message, null, timeout, cancellationToken);

    /// <param name="messageFactory">Makes the message from the reference to answer to.</param>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Send<T>(self, null, messageFactory, timeout, cancellationToken);

    private static Task<T> Send<T>(
        ICanTell target, object message, Func<IActorRef, object> factory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var system = SystemOf(target) ?? throw new NotSupportedException("Unable to resolve the target Provider");
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = new FutureActorRef<T>(system, result);
        var limit = timeout ?? system.Settings.AskTimeout;
        if (limit > TimeSpan.Zero) AskDeadline<T>.Start(system, asker, result, limit);
        else if (timeout is { } given && given <= TimeSpan.Zero && given != Timeout.InfiniteTimeSpan)
            throw new ArgumentException("Ask: the time-out must be positive or infinite", nameof(timeout));

        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.Register(() =>
            {
                if (result.TrySetCanceled(cancellationToken)) asker.Forget();
            });
            result.Task.ContinueWith(
                static (_, state) => ((CancellationTokenRegistration)state!).Dispose(), registration,
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        target.Tell(factory is null ? message : factory(asker), asker);
        return result.Task;
    }

    private static ActorSystemImpl SystemOf(ICanTell target) => target switch
    {
        LocalActorRef local => local.Cell.SystemImpl,
        ActorSelection selection => SystemOf(selection.Anchor),
        IInternalActorRef { Provider: LocalActorRefProvider provider } => provider.SystemImpl,
        _ => ActorCell.Current?.SystemImpl,
    };
}

/// <summary>The time-out of one Ask.</summary>
internal sealed class AskDeadline<T>
{
    public static void Start(ActorSystemImpl system, FutureActorRef<T> asker, TaskCompletionSource<T> result, TimeSpan limit)
    {
        var cancelable = new Cancelable(system.Scheduler);
        system.Scheduler.Advanced.ScheduleOnce(limit, () =>
        {
            if (result.TrySetException(new AskTimeoutException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Timeout after {limit.TotalSeconds:0.00} seconds")))) asker.Forget();
        }, cancelable);
        result.Task.ContinueWith(
            static (_, state) => ((Cancelable)state!).Cancel(), cancelable,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
