using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestEvent;

namespace Akka.TestKit.Internal;

public sealed class InternalEventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters) : IEventFilterApplier
{
    public EventFilterFactory And => new(testkit, system, filters);

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) => ExpectAsync(1, AsAsync(action), cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => ExpectAsync(1, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, func, cancellationToken);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Intercept(AsFunc(action), null, expectedCount, cancellationToken);

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Intercept(AsFunc(action), timeout, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, null, expectedCount, cancellationToken);

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Intercept(func, timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        InterceptAsync(AsFunc(actionAsync), null, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        InterceptAsync(AsFunc(actionAsync), timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(AsFunc(action), timeout, expectedCount, cancellationToken);

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        InterceptAsync(AsFunc(AsAsync(action)), timeout, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, null, expectedCount, cancellationToken);

    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        InterceptAsync(func, timeout, expectedCount, cancellationToken);

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) => Intercept(func, null, null, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) => Intercept(AsFunc(action), null, null, cancellationToken);

    public IUnmutableFilter Mute() => new Muted(system, filters);

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => InterceptAsync(func, null, null, cancellationToken);

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        InterceptAsync(AsFunc(action), null, null, cancellationToken);

    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) => MuteAsync(AsAsync(action), cancellationToken);

    private static Func<object> AsFunc(Action action) => () =>
    {
        action();
        return null;
    };

    private static Func<Task> AsAsync(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private static Func<Task<object>> AsFunc(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private T Intercept<T>(Func<T> func, TimeSpan? timeout, int? expected, CancellationToken cancellation)
    {
        using var counting = new Counting(system, filters);
        var result = func();
        VerifyAsync(counting, timeout, expected, cancellation).GetAwaiter().GetResult();
        return result;
    }

    private async Task<T> InterceptAsync<T>(Func<Task<T>> func, TimeSpan? timeout, int? expected, CancellationToken cancellation)
    {
        using var counting = new Counting(system, filters);
        var result = await func();
        await VerifyAsync(counting, timeout, expected, cancellation);
        return result;
    }

    private async Task VerifyAsync(Counting counting, TimeSpan? timeout, int? expected, CancellationToken cancellation)
    {
        if (expected is not { } count) return;
        var limit = timeout ?? testkit.TestKitSettings.TestEventFilterLeeway;
        if (!await counting.Reached(count, testkit.Dilated(limit), cancellation).ConfigureAwait(false))
            testkit.TestAssertions.Fail("Timeout ({0}) while waiting for messages. Only received {1}/{2} messages that matched filter [{3}]", limit, counting.Count, count, string.Join(", ", filters));
        // What an event too many costs is only seen once it has come this far: all events published before this one have.
        await counting.Settled().ConfigureAwait(false);
        if (counting.Count > count)
            testkit.TestAssertions.Fail(
                "Received {0} too many. Expected {1} but received {2} that matched filter [{3}]",
                Messages(counting.Count - count), Messages(count), Messages(counting.Count), string.Join(", ", filters));
    }

    private static string Messages(int count) => count == 1 ? "1 message" : $"{count} messages";

    private sealed class Muted : IUnmutableFilter
    {
        private readonly ActorSystem _system;
        private readonly IReadOnlyList<EventFilterBase> _filters;

        public Muted(ActorSystem system, IReadOnlyList<EventFilterBase> filters)
        {
            (_system, _filters) = (system, filters);
            system.EventStream.Publish(new Mute(filters));
        }

        public void Unmute() => _system.EventStream.Publish(new Unmute(_filters));

        public void Dispose() => Unmute();
    }

    private sealed class Counting : IDisposable
    {
        private readonly ActorSystem _system;
        private readonly IReadOnlyList<EventFilterBase> _filters;
        private readonly Lock _lock = new();
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
        private int _count;

        public Counting(ActorSystem system, IReadOnlyList<EventFilterBase> filters)
        {
            (_system, _filters) = (system, filters);
            foreach (var filter in filters) filter.EventMatched += Matched;
            system.EventStream.Publish(new Mute(filters));
        }

        public int Count { get { lock (_lock) return _count; } }

        public async Task<bool> Reached(int count, TimeSpan timeout, CancellationToken cancellation)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (_count >= count) return true;
                _waiting.Add((count, reached));
            }

            try
            {
                await reached.Task.WaitAsync(timeout, cancellation).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException)
            {
                return Count >= count;
            }
        }

        /// <summary>A marker that has gone the same way as the events.</summary>
        public async Task Settled()
        {
            var marker = new Marker();
            _system.EventStream.Publish(marker);
            try
            {
                await marker.Seen.Task.WaitAsync(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The loggers have stopped: nothing more will come.
            }
        }

        public void Dispose()
        {
            _system.EventStream.Publish(new Unmute(_filters));
            foreach (var filter in _filters) filter.EventMatched -= Matched;
        }

        private void Matched(EventFilterBase filter, LogEvent logEvent)
        {
            lock (_lock)
            {
                _count++;
                foreach (var (count, reached) in _waiting)
                    if (_count >= count) reached.TrySetResult();
            }
        }
    }
}
