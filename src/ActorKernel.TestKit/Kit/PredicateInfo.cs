namespace Akka.TestKit;

/// <summary>A condition on messages of one type.</summary>
public class PredicateInfo
{
    private readonly Predicate<object> _matches;

    internal PredicateInfo(Delegate predicate, Type type, Predicate<object> matches) => (PredicateT, Type, _matches) = (predicate, type, matches);

    public Delegate PredicateT { get; }

    public Type Type { get; }

    public static PredicateInfo Create<T>(Predicate<T> predicateT) =>
        new(predicateT, typeof(T), message => message is T typed && predicateT(typed));

    internal bool Matches(object message) => _matches(message);

    public override string ToString() => $"a message of type {Type} that fits";
}

public static class PredicateInfoFactory
{
    public static PredicateInfo CreatePredicateInfo<T>(this Predicate<T> predicate) => PredicateInfo.Create(predicate);
}
