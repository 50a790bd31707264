using Akka.TestKit.Xunit2;

namespace Akka.TestKit.Extensions;

/// <summary>Tasks that must end in time.</summary>
public static class TaskExtensions
{
    private static readonly XunitAssertions Assertions = new();

    /// <summary>True if it has ended in time; its exception is thrown.</summary>
    public static async Task<bool> AwaitWithTimeout(this Task parentTask, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            await parentTask.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!parentTask.IsCompleted)
        {
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return parentTask.IsCompleted;
        }
    }

    public static async Task<T> WithTimeout<T>(this Task<T> parentTask, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await parentTask.AwaitWithTimeout(timeout, cancellationToken).ConfigureAwait(false)
            ? await parentTask.ConfigureAwait(false)
            : throw new TaskCanceledException($"Task timed out after {timeout.TotalSeconds} seconds");

    public static async Task ShouldCompleteWithin<T>(this Task<T> task, T expected, TimeSpan timeout, string because = "", params object[] becauseArgs) =>
        Assertions.AssertEqual(expected, await task.ShouldCompleteWithin(timeout, because, becauseArgs).ConfigureAwait(false), because, becauseArgs);

    public static async Task<T> ShouldCompleteWithin<T>(this Task<T> task, TimeSpan timeout, string because = "", params object[] becauseArgs)
    {
        await ((Task)task).ShouldCompleteWithin(timeout, because, becauseArgs).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    public static async Task ShouldCompleteWithin(this Task task, TimeSpan timeout, string because = "", params object[] becauseArgs)
    {
        if (!await task.AwaitWithTimeout(timeout).ConfigureAwait(false))
            Assertions.Fail($"Expected the task to end within {timeout}. {because}", becauseArgs);
    }

    public static async Task<T> ShouldThrowWithin<T>(this Task task, TimeSpan timeout, string because = "", params object[] becauseArgs) where T : Exception
    {
        try
        {
            await task.ShouldCompleteWithin(timeout, because, becauseArgs).ConfigureAwait(false);
        }
        catch (T expected)
        {
            return expected;
        }

        Assertions.Fail($"Expected a {typeof(T).Name} within {timeout}. {because}", becauseArgs);
        return null;
    }
}
