namespace Akka.Event;

/// <summary>Delivers events to the subscribers of their classifier and of those above it.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly Lock _changes = new();
    private volatile Subscriptions _current = new([]);

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    /// <summary>False when there is that very subscription already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_changes)
        {
            var all = _current.All;
            if (all.Any(s => Equals(s.Subscriber, subscriber) && Equals(s.Classifier, classifier))) return false;
            _current = new([.. all, new(subscriber, classifier, [])]);
            return true;
        }
    }

    /// <summary>
    /// Ends the subscription to that very classifier; if there is none, the events of the classifier are left out of
    /// the wider subscriptions. False if neither applies.
    /// </summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        RemoveWhere(s => Equals(s.Subscriber, subscriber) && Equals(s.Classifier, classifier)) || Exclude(subscriber, classifier);

    public virtual bool Unsubscribe(TSubscriber subscriber) => RemoveWhere(s => Equals(s.Subscriber, subscriber));

    public virtual void Publish(TEvent @event)
    {
        foreach (var subscriber in SubscribersOf(GetClassifier(@event))) Publish(@event, subscriber);
    }

    /// <summary>True if an event of that classifier would reach anyone; costs one look-up.</summary>
    internal bool HasSubscribers(TClassifier classifier) => SubscribersOf(classifier).Length > 0;

    private TSubscriber[] SubscribersOf(TClassifier classifier)
    {
        var current = _current;
        if (current.All.Length == 0) return [];
        if (current.Cache.TryGetValue(classifier, out var cached)) return cached;

        var subscribers = current.All
            .Where(s => IsSubClassification(s.Classifier, classifier) && !s.Excluded.Any(excluded => IsSubClassification(excluded, classifier)))
            .Select(s => s.Subscriber).Distinct().ToArray();
        current.Cache.TryAdd(classifier, subscribers);
        return subscribers;
    }

    private bool Exclude(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_changes)
        {
            var all = _current.All;
            if (!all.Any(Wider)) return false;
            _current = new([.. all.Select(s => Wider(s) ? s with { Excluded = [.. s.Excluded, classifier] } : s)]);
            return true;
        }

        bool Wider(Subscription s) => Equals(s.Subscriber, subscriber) && IsSubClassification(s.Classifier, classifier);
    }

    private bool RemoveWhere(Func<Subscription, bool> matches)
    {
        lock (_changes)
        {
            var all = _current.All;
            var left = all.Where(s => !matches(s)).ToArray();
            if (left.Length == all.Length) return false;
            _current = new(left);
            return true;
        }
    }

    private readonly record struct Subscription(TSubscriber Subscriber, TClassifier Classifier, TClassifier[] Excluded);

    private sealed class Subscriptions(Subscription[] all)
    {
        public Subscription[] All { get; } = all;

        public System.Collections.Concurrent.ConcurrentDictionary<TClassifier, TSubscriber[]> Cache { get; } = new();
    }
}

/// <summary>An event bus whose subscribers are actors.</summary>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, Actor.IActorRef>;
