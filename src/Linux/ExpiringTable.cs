using System.Diagnostics.CodeAnalysis;

namespace Dkvm.Linux;

/// <summary>
/// Entries that are taken out, or dropped: after their lifetime, or when the table is full and they are the oldest. Used
/// on the loop's thread.
/// </summary>
public sealed class ExpiringTable<TKey, TValue>(EventLoop loop, int capacity, TimeSpan lifetime, Action<TValue> onDropped)
    where TKey : notnull
{
    private readonly record struct Entry(TKey Key, TValue Value, long Due);

    private readonly Dictionary<TKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _oldestFirst = [];
    private LoopTimer? _timer;

    public int Count => _byKey.Count;

    /// <summary>Adds an entry as the newest; one with the same key is dropped.</summary>
    public void Add(TKey key, TValue value)
    {
        if (_byKey.TryGetValue(key, out var same))
            Drop(same);
        if (_byKey.Count >= capacity)
            Drop(_oldestFirst.First!);
        _byKey[key] = _oldestFirst.AddLast(new Entry(key, value, Environment.TickCount64 + (long)lifetime.TotalMilliseconds));
        _timer ??= loop.After(lifetime, DropExpired);
    }

    /// <summary>Gives an entry its whole lifetime again; false where there is no such entry.</summary>
    public bool Renew(TKey key)
    {
        if (!Take(key, out var value))
            return false;
        Add(key, value);
        return true;
    }

    /// <summary>Takes an entry out, so that it is not dropped.</summary>
    public bool Take(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_byKey.Remove(key, out var node))
        {
            value = default;
            return false;
        }
        _oldestFirst.Remove(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        _timer?.Dispose();
        _timer = null;
        while (_oldestFirst.First is { } node)
            Drop(node);
    }

    private void DropExpired()
    {
        _timer = null;
        var now = Environment.TickCount64;
        while (_oldestFirst.First is { } node && node.Value.Due <= now)
            Drop(node);
        if (_oldestFirst.First is { } next)
            _timer ??= loop.After(TimeSpan.FromMilliseconds(next.Value.Due - now), DropExpired);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _byKey.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
        onDropped(node.Value.Value);
    }
}
