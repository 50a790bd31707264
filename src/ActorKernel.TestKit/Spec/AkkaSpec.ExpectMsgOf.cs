namespace Akka.TestKit;

public abstract partial class AkkaSpec
{
    /// <summary>The result of a function of the next message, which fails or throws if the message is not as hinted.</summary>
    protected T ExpectMsgOf<T>(TimeSpan? timeout, string hint, Func<object, T> function, CancellationToken cancellationToken = default) =>
        ExpectMsgOf(timeout, hint, this, function, cancellationToken);

    protected T ExpectMsgOf<T>(TimeSpan? timeout, string hint, TestKitBase probe, Func<object, T> function, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(timeout, hint, probe, function, cancellationToken).GetAwaiter().GetResult();

    protected T ExpectMsgOf<T>(string hint, TestKitBase probe, Func<object, T> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOf(null, hint, probe, pf, cancellationToken);

    protected T ExpectMsgOf<T>(string hint, Func<object, T> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOf(null, hint, this, pf, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(TimeSpan? timeout, string hint, Func<object, T> function, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(timeout, hint, this, function, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(TimeSpan? timeout, string hint, Func<object, Task<T>> function, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(timeout, hint, this, function, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(
        TimeSpan? timeout, string hint, TestKitBase probe, Func<object, T> function, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(timeout, hint, probe, message => Task.FromResult(function(message)), cancellationToken);

    protected async Task<T> ExpectMsgOfAsync<T>(
        TimeSpan? timeout, string hint, TestKitBase probe, Func<object, Task<T>> function, CancellationToken cancellationToken = default)
    {
        var (success, envelope) = await probe.TryReceiveOneAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (!success) Assertions.Fail("expected {0} but timed out after {1}", hint, GetTimeoutOrDefault(timeout));
        Assertions.AssertTrue(envelope.Message is not null, "expected {0} but got null message", hint);
        return await function(envelope.Message).ConfigureAwait(false);
    }

    protected Task<T> ExpectMsgOfAsync<T>(string hint, TestKitBase probe, Func<object, T> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(null, hint, probe, pf, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(string hint, TestKitBase probe, Func<object, Task<T>> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(null, hint, probe, pf, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(string hint, Func<object, T> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(null, hint, this, pf, cancellationToken);

    protected Task<T> ExpectMsgOfAsync<T>(string hint, Func<object, Task<T>> pf, CancellationToken cancellationToken = default) =>
        ExpectMsgOfAsync(null, hint, this, pf, cancellationToken);
}
