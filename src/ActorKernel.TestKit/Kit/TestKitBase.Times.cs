using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>What is left of the enclosing Within.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TimeSpan Remaining =>
        _end is { } end ? Left(end) : throw new InvalidOperationException(@"Remaining may not be called outside of ""within""");

    public TimeSpan RemainingOrDefault => RemainingOr(Dilated(TestKitSettings.SingleExpectDefault));

    protected TimeSpan RemainingOr(TimeSpan duration) => _end is { } end ? Left(end) : duration;

    public TimeSpan RemainingOrDilated(TimeSpan? duration)
    {
        if (duration is not { } given) return RemainingOrDefault;
        if (given.IsInfinite()) throw new ArgumentException("max duration cannot be infinite", nameof(duration));
        return Dilated(given);
    }

    public TimeSpan GetTimeoutOrDefault(TimeSpan? timeout) => RemainingOrDilated(timeout);

    public void Within(TimeSpan max, Action action, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, action, null, epsilonValue, cancellationToken);

    /// <summary>The block must take at least <paramref name="min"/> and at most <paramref name="max"/>; expectations in it share what is left.</summary>
    public void Within(
        TimeSpan min, TimeSpan max, Action action, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within<object>(min, max, () =>
        {
            action();
            return null;
        }, hint, epsilonValue, cancellationToken);

    public T Within<T>(TimeSpan max, Func<T> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        Within(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public T Within<T>(
        TimeSpan min, TimeSpan max, Func<T> function, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var block = Enter(min, max, hint);
        try
        {
            var result = function();
            Check(block, min, hint, epsilonValue);
            return result;
        }
        finally
        {
            _end = block.Outer;
        }
    }

    public Task WithinAsync(TimeSpan max, Func<Task> actionAsync, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, actionAsync, null, epsilonValue, cancellationToken);

    public Task WithinAsync(
        TimeSpan min, TimeSpan max, Func<Task> actionAsync, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync<object>(min, max, async () =>
        {
            await actionAsync();
            return null;
        }, hint, epsilonValue, cancellationToken);

    public Task<T> WithinAsync<T>(TimeSpan max, Func<Task<T>> function, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default) =>
        WithinAsync(TimeSpan.Zero, max, function, null, epsilonValue, cancellationToken);

    public async Task<T> WithinAsync<T>(
        TimeSpan min, TimeSpan max, Func<Task<T>> function, string hint = null, TimeSpan? epsilonValue = null, CancellationToken cancellationToken = default)
    {
        var block = Enter(min, max, hint);
        try
        {
            var result = await function();
            Check(block, min, hint, epsilonValue);
            return result;
        }
        finally
        {
            _end = block.Outer;
        }
    }

    private static TimeSpan Left(TimeSpan end) => end - Now is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private (TimeSpan Start, TimeSpan Limit, TimeSpan? Outer) Enter(TimeSpan min, TimeSpan max, string hint)
    {
        min.EnsureIsPositiveFinite(nameof(min));
        max.EnsureIsPositiveFinite(nameof(max));
        max = Dilated(max);
        var start = Now;
        var left = _end is { } end ? end - start : (TimeSpan?)null;
        if (left < min) _assertions.Fail("Required min time {0} not possible, only {1} left. {2}", min, left, hint ?? "");
        var limit = max.Min(left);
        var block = (start, limit, _end);
        _end = start + limit;
        _lastWasNoMsg = false;
        return block;
    }

    private void Check((TimeSpan Start, TimeSpan Limit, TimeSpan? Outer) block, TimeSpan min, string hint, TimeSpan? epsilon)
    {
        var elapsed = Now - block.Start;
        if (elapsed < min) _assertions.Fail("Failed: Block took {0}, should have at least been {1}. {2}", elapsed, min, hint ?? "");
        // Waiting for nothing to happen takes all the time there is, and a little more.
        if (!_lastWasNoMsg && elapsed > block.Limit + (epsilon ?? TimeSpan.Zero))
            _assertions.Fail("Failed: Block took {0}, exceeding {1}. {2}", elapsed, block.Limit, hint ?? "");
    }
}
