using Akka.Actor;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message; null when none came. Without a time: what is left of Within, or the default. Zero: at once.</summary>
    public object ReceiveOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryReceiveOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    public async ValueTask<object> ReceiveOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await TryReceiveOneAsync(max, cancellationToken).ConfigureAwait(false) is (true, var envelope) ? envelope.Message : null;

    public bool TryReceiveOne(out MessageEnvelope envelope, TimeSpan? max = null, CancellationToken cancellationToken = default)
    {
        (var success, envelope) = Wait(TryReceiveOneAsync(max, cancellationToken));
        return success;
    }

    public async ValueTask<(bool success, MessageEnvelope envelope)> TryReceiveOneAsync(TimeSpan? max, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await _queue.GetAsync(true, TimeToWait(max), cancellationToken).ConfigureAwait(false);
        _lastWasNoMsg = false;
        _lastMessage = envelope;
        return (success, envelope);
    }

    public object PeekOne(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        TryPeekOne(out var envelope, max, cancellationToken) ? envelope.Message : null;

    public object PeekOne(CancellationToken cancellationToken) => PeekOne(null, cancellationToken);

    public async ValueTask<object> PeekOneAsync(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await TryPeekOneAsync(max, cancellationToken).ConfigureAwait(false) is (true, var envelope) ? envelope.Message : null;

    public ValueTask<object> PeekOneAsync(CancellationToken cancellationToken) => PeekOneAsync(null, cancellationToken);

    public bool TryPeekOne(out MessageEnvelope envelope, TimeSpan? max, CancellationToken cancellationToken)
    {
        (var success, envelope) = Wait(TryPeekOneAsync(max, cancellationToken));
        return success;
    }

    public ValueTask<(bool success, MessageEnvelope envelope)> TryPeekOneAsync(TimeSpan? max, CancellationToken cancellationToken) =>
        _queue.GetAsync(false, TimeToWait(max), cancellationToken);

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, CancellationToken cancellationToken = default) =>
        Collect(ReceiveNAsync(numberOfMessages, cancellationToken));

    public IReadOnlyCollection<object> ReceiveN(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default) =>
        Collect(ReceiveNAsync(numberOfMessages, max, cancellationToken));

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, CancellationToken cancellationToken = default) =>
        ReceiveManyAsync(numberOfMessages, RemainingOrDefault, cancellationToken);

    public IAsyncEnumerable<object> ReceiveNAsync(int numberOfMessages, TimeSpan max, CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return ReceiveManyAsync(numberOfMessages, Dilated(max), cancellationToken);
    }

    public IReadOnlyList<T> ReceiveWhile<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhile(filter, max, null, msgs, cancellationToken);

    public IReadOnlyList<T> ReceiveWhile<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhile(filter, max, idle, msgs, cancellationToken);

    /// <summary>Takes messages until the filter gives null, none comes for <paramref name="idle"/>, or the time is over.</summary>
    public IReadOnlyList<T> ReceiveWhile<T>(
        Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => Collect(ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken));

    public IReadOnlyList<T> ReceiveWhile<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default) => Collect(ReceiveWhileAsync(shouldContinue, max, idle, msgs, shouldIgnoreOtherMessageTypes, cancellationToken));

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(TimeSpan? max, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhileAsync(filter, max, null, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        TimeSpan? max, TimeSpan? idle, Func<object, T> filter, int msgs = int.MaxValue, CancellationToken cancellationToken = default) => ReceiveWhileAsync(filter, max, idle, msgs, cancellationToken);

    public IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Predicate<T> shouldContinue, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue, bool shouldIgnoreOtherMessageTypes = true,
        CancellationToken cancellationToken = default)
    {
        // A message of another type either ends the run or is taken and left out.
        return Typed();

        async IAsyncEnumerable<T> Typed()
        {
            await foreach (var message in ReceiveWhileAsync<object>(
                m => m is T typed ? (shouldContinue(typed) ? m : null) : shouldIgnoreOtherMessageTypes ? m : null,
                max, idle, msgs, cancellationToken).ConfigureAwait(false))
            {
                if (message is T typed) yield return typed;
            }
        }
    }

    public async IAsyncEnumerable<T> ReceiveWhileAsync<T>(
        Func<object, T> filter, TimeSpan? max = null, TimeSpan? idle = null, int msgs = int.MaxValue,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stop = Now + RemainingOrDilated(max);
        var last = _lastMessage;
        for (var count = 0; count < msgs; count++)
        {
            var (success, envelope) = await _queue.GetAsync(false, Left(stop).Min(idle), cancellationToken).ConfigureAwait(false);
            if (!success) break;
            _lastMessage = envelope; // a filter may ask for LastSender
            if (filter(envelope.Message) is not { } result) break;
            _queue.TryTake(out last);
            yield return result;
        }

        _lastMessage = last;
        _lastWasNoMsg = true;
    }

    /// <summary>Takes messages until none comes any more; all that came meanwhile.</summary>
    public async Task<System.Collections.ArrayList> WaitForRadioSilenceAsync(
        TimeSpan? max = null, uint? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var quiet = max ?? RemainingOrDefault;
        var messages = new System.Collections.ArrayList();
        while (await ReceiveOneAsync(quiet, cancellationToken).ConfigureAwait(false) is { } message)
        {
            messages.Add(message);
            _assertions.AssertFalse(messages.Count > (maxMessages ?? uint.MaxValue), "{0} violated (max messages) {1} exceeded", nameof(maxMessages), maxMessages);
        }

        return messages;
    }

    private async IAsyncEnumerable<object> ReceiveManyAsync(
        int count, TimeSpan max, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stop = Now + max;
        for (var i = 0; i < count; i++)
        {
            var (success, envelope) = await TryReceiveOneAsync(Left(stop), cancellationToken).ConfigureAwait(false);
            _assertions.AssertTrue(success, "Timeout ({0}) while expecting {1} messages. Only got {2} after {3}.", max, count, i, max);
            yield return envelope.Message;
        }
    }

    private TimeSpan TimeToWait(TimeSpan? max) => max switch
    {
        null => RemainingOrDefault,
        { } given when given.IsInfinite() => Timeout.InfiniteTimeSpan,
        { } given => given,
    };

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static List<T> Collect<T>(IAsyncEnumerable<T> source)
    {
        return CollectAsync().GetAwaiter().GetResult();

        async Task<List<T>> CollectAsync()
        {
            List<T> items = [];
            await foreach (var item in source.ConfigureAwait(false)) items.Add(item);
            return items;
        }
    }
}
