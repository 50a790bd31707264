using Akka.Actor;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>The next message, which must be a T and come in time.</summary>
    public T ExpectMsg<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync<T>(duration, hint, cancellationToken));

    /// <summary>The next message, which must equal the given one.</summary>
    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(message, timeout, hint, cancellationToken));

    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(isMessage, timeout, hint, cancellationToken));

    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(assert, timeout, hint, cancellationToken));

    public T ExpectMsg<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(isMessageAndSender, timeout, hint, cancellationToken));

    public T ExpectMsg<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(assertMessageAndSender, timeout, hint, cancellationToken));

    public T ExpectMsg<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectMsgAsync(expected, comparer, timeout, hint, cancellationToken));

    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(duration, hint, null, null, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, null, (actual, _) => _assertions.AssertEqual(message, actual, hint), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, null, (actual, _) => AssertPredicate(isMessage, actual, hint), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, null, (actual, _) => assert(actual), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(
            timeout, hint, null,
            (actual, sender) => _assertions.AssertTrue(isMessageAndSender(actual, sender), "Got a message of the expected type <{0}> from {2}. Also expected a predicate to return true, but the message {{{1}}} did not satisfy it. {3}", typeof(T).FullName, actual, sender, hint),
            cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, null, assertMessageAndSender, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<T>(timeout, hint, null, (actual, _) => _assertions.AssertEqual(expected, actual, comparer, hint), cancellationToken);

    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        Wait(ExpectTerminatedAsync(target, timeout, hint, cancellationToken));

    /// <summary>The next message must be the target's <see cref="Terminated"/>; the target must have been watched.</summary>
    public ValueTask<Terminated> ExpectTerminatedAsync(IActorRef target, TimeSpan? timeout = null, string hint = null, CancellationToken cancellationToken = default) =>
        ExpectAsync<Terminated>(
            timeout, hint ?? $"Terminated {target}.", null,
            (terminated, _) => _assertions.AssertEqual(target, terminated.ActorRef, $"Terminated {target}."), cancellationToken);

    private async ValueTask<T> ExpectAsync<T>(
        TimeSpan? timeout, string hint, Action<IActorRef> assertSender, Action<T, IActorRef> assert, CancellationToken cancellationToken)
    {
        var time = RemainingOrDilated(timeout);
        var (success, envelope) = await TryReceiveOneAsync(time, cancellationToken).ConfigureAwait(false);
        var about = hint is null ? "" : $" {hint}";
        if (!success) _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1}{2}", time, typeof(T), about);
        assertSender?.Invoke(envelope.Sender);
        if (envelope.Message is not T typed)
        {
            _assertions.Fail("Failed: Expected a message of type {0}, but received {{{1}}} (type {2}) instead from {3}{4}", typeof(T), envelope.Message, envelope.Message?.GetType(), envelope.Sender, about);
            return default;
        }

        assert?.Invoke(typed, envelope.Sender);
        return typed;
    }

    private void AssertPredicate<T>(Predicate<T> predicate, T value, string hint) =>
        _assertions.AssertTrue(predicate(value), "Got a message of the expected type <{0}>. Also expected a predicate to return true, but the message {{{1}}} did not satisfy it. {2}", typeof(T).FullName, value, hint);
}
