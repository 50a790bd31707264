using System.Runtime.CompilerServices;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(predicates, CancellationToken.None);

    /// <summary>As many messages as predicates, in any order; each must fit one that no other has taken.</summary>
    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Collect(ExpectMsgAllOfMatchingPredicatesAsync(predicates, cancellationToken));

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        ExpectMsgAllOfMatchingPredicates(max, predicates, CancellationToken.None);

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        Collect(ExpectMsgAllOfMatchingPredicatesAsync(max, predicates, cancellationToken));

    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        ExpectAllMatchingAsync(RemainingOrDefault, predicates, cancellationToken);

    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        ExpectAllMatchingAsync(Dilated(max), predicates, cancellationToken);

    private async IAsyncEnumerable<object> ExpectAllMatchingAsync(
        TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var received = new List<object>();
        await foreach (var message in ReceiveManyAsync(predicates.Count, max, cancellationToken).ConfigureAwait(false)) received.Add(message);
        var left = predicates.ToList();
        var unexpected = received.Where(message => left.FindIndex(p => p.Matches(message)) is var at && (at < 0 || !Take(left, at))).ToList();
        if (left.Count > 0 || unexpected.Count > 0)
            _assertions.Fail("not found [{0}] found unexpected [{1}]", string.Join(", ", left), string.Join(", ", unexpected));
        foreach (var message in received) yield return message;
    }

    private static bool Take(List<PredicateInfo> left, int at)
    {
        left.RemoveAt(at);
        return true;
    }
}
