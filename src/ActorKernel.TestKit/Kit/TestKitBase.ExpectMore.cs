using System.Collections;
using System.Runtime.CompilerServices;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    public void ExpectNoMsg(CancellationToken cancellationToken = default) => ExpectNoMsgAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>Waits as long as that; a message that comes meanwhile is a failure. Zero looks once.</summary>
    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(duration, cancellationToken).AsTask().GetAwaiter().GetResult();

    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) => ExpectNothingAsync(RemainingOrDefault, cancellationToken);

    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        ExpectNothingAsync(Dilated(duration), cancellationToken);

    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAnyOfAsync(messages, cancellationToken));

    public async ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await TryReceiveOneAsync(RemainingOrDefault, cancellationToken).ConfigureAwait(false);
        if (!success) _assertions.Fail("Timeout ({0}) during waiting for any of {1}", RemainingOrDefault, string.Join(", ", messages));
        _assertions.AssertTrue(envelope.Message is T typed && messages.Contains(typed), "Found unexpected {0}", envelope.Message);
        return (T)envelope.Message;
    }

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => ExpectMsgAllOf((IReadOnlyCollection<T>)messages);

    /// <summary>As many messages as given, in any order.</summary>
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Collect(ExpectMsgAllOfAsync(messages, cancellationToken));

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) => ExpectMsgAllOf(max, (IReadOnlyCollection<T>)messages);

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Collect(ExpectMsgAllOfAsync(max, messages, cancellationToken));

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        ExpectAllAsync(RemainingOrDefault, messages, cancellationToken);

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default)
    {
        max.EnsureIsPositiveFinite(nameof(max));
        return ExpectAllAsync(Dilated(max), messages, cancellationToken);
    }

    public object FishForMessage(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessage<object>(isMessage, max, hint, cancellationToken);

    public T FishForMessage<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Wait(FishForMessageAsync(isMessage, null, max, hint, cancellationToken));

    public T FishForMessage<T>(Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        Wait(FishForMessageAsync(isMessage, allMessages, max, hint, cancellationToken));

    public ValueTask<object> FishForMessageAsync(Predicate<object> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync<object>(isMessage, null, max, hint, cancellationToken);

    public ValueTask<T> FishForMessageAsync<T>(Predicate<T> isMessage, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default) =>
        FishForMessageAsync(isMessage, null, max, hint, cancellationToken);

    /// <summary>Takes messages until one fits.</summary>
    /// <param name="allMessages">Gets those that did not.</param>
    public async ValueTask<T> FishForMessageAsync<T>(
        Predicate<T> isMessage, ArrayList allMessages, TimeSpan? max = null, string hint = "", CancellationToken cancellationToken = default)
    {
        var time = RemainingOrDilated(max);
        var stop = Now + time;
        allMessages?.Clear();
        while (true)
        {
            var (success, envelope) = await TryReceiveOneAsync(Left(stop), cancellationToken).ConfigureAwait(false);
            _assertions.AssertTrue(success, "Timeout ({0}) during fishForMessage{1}", time, string.IsNullOrEmpty(hint) ? "" : $", hint: {hint}");
            if (envelope.Message is T typed && isMessage(typed)) return typed;
            allMessages?.Add(envelope.Message);
        }
    }

    /// <summary>Takes what comes; a message of that type is a failure.</summary>
    public async Task FishUntilMessageAsync<T>(TimeSpan? max = null, CancellationToken cancellationToken = default) =>
        await ReceiveWhileAsync<object>(
            m =>
            {
                _assertions.AssertFalse(m is T, "did not expect a message of type {0}", typeof(T));
                return m;
            }, max, cancellationToken: cancellationToken).LastOrNothing().ConfigureAwait(false);

    private async ValueTask ExpectNothingAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var (success, envelope) = await TryReceiveOneAsync(time, cancellationToken).ConfigureAwait(false);
        if (success) _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1}", time, envelope);
        _lastWasNoMsg = true;
    }

    private async IAsyncEnumerable<T> ExpectAllAsync<T>(
        TimeSpan max, IReadOnlyCollection<T> expected, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var received = new List<object>();
        await foreach (var message in ReceiveManyAsync(expected.Count, max, cancellationToken).ConfigureAwait(false)) received.Add(message);
        var left = new List<object>(received);
        var missing = expected.Where(m => !left.Remove(m)).ToList();
        if (missing.Count > 0 || left.Count > 0)
            _assertions.Fail("not found [{0}] found unexpected [{1}]", string.Join(", ", missing), string.Join(", ", left));
        foreach (var message in received) yield return (T)message;
    }
}

internal static class AsyncEnumerables
{
    /// <summary>Goes through all of it.</summary>
    public static async Task LastOrNothing<T>(this IAsyncEnumerable<T> source)
    {
        await foreach (var _ in source.ConfigureAwait(false)) { }
    }
}
