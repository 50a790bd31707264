using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys and values, in the order in which the keys first appeared.</summary>
public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>As plain objects: text, lists and dictionaries.</summary>
    public IDictionary<string, object> Unwrapped =>
        Items.ToDictionary(item => item.Key, item => item.Value.Unwrap());

    public bool IsString() => false;

    public string GetString() => throw new NotSupportedException("An object is no text");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotSupportedException("An object is no array");

    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key);

    public HoconValue GetOrCreateKey(string key)
    {
        if (Items.TryGetValue(key, out var value)) return value;
        return Items[key] = new HoconValue();
    }

    /// <summary>Adds the other's keys; where both have one, objects are merged and else the other's value wins.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
            Items[key] = Items.TryGetValue(key, out var mine) ? Combine(value, mine) : value;
    }

    /// <summary>A new object with this one's keys, and the fallback's where this one has none.</summary>
    internal HoconObject WithFallback(HoconObject fallback)
    {
        var merged = new HoconObject();
        merged.Merge(fallback);
        merged.Merge(this);
        return merged;
    }

    public override string ToString() => ToString(0);

    public string ToString(int indent)
    {
        var text = new StringBuilder();
        var margin = new string(' ', indent * 2);
        foreach (var (key, value) in Items)
            text.Append(margin).Append(HoconText.JoinPath(null, key)).Append(" : ").Append(value.ToString(indent)).Append('\n');
        return text.ToString();
    }

    private static HoconValue Combine(HoconValue winner, HoconValue loser) =>
        winner.IsObject() && loser.IsObject()
            ? new HoconValue([winner.GetObject().WithFallback(loser.GetObject())]) { Origin = winner.Origin }
            : winner;
}
