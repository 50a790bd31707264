using Akka.Actor;

namespace Akka.Pattern;

public static class FutureTimeoutSupport
{
    /// <summary>A task that ends as <paramref name="value"/>'s does, which is called after the delay.</summary>
    /// <exception cref="SchedulerException">The scheduler's system has terminated.</exception>
    public static Task<T> After<T>(TimeSpan duration, IScheduler scheduler, Func<Task<T>> value)
    {
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (duration <= TimeSpan.Zero) due.SetResult();
        else scheduler.Advanced.ScheduleOnce(duration, due.SetResult);
        return Continue();

        async Task<T> Continue()
        {
            await due.Task.ConfigureAwait(false);
            return await value().ConfigureAwait(false);
        }
    }
}
