namespace Akka.Configuration.Hocon;

/// <summary>A value: one piece, or several written side by side that are joined (text), merged (objects) or chained (arrays).</summary>
public partial class HoconValue : IMightBeAHoconObject
{
    public HoconValue() : this([]) { }

    public HoconValue(List<IHoconElement> values, bool adoptedFromFallback = true) => Values = values;

    public List<IHoconElement> Values { get; }

    internal HoconOrigin Origin { get; init; } = HoconOrigin.None;

    /// <summary>What the same key meant before, for objects that are merged and for references to oneself.</summary>
    internal HoconValue Previous { get; set; }

    public bool IsEmpty => Values.Count == 0 || (Values.Count == 1 && Values[0] is HoconObject { Items.Count: 0 });

    /// <summary>True for an unquoted null, or references to nothing.</summary>
    internal bool IsNothing =>
        Values.Count > 0 && Values.All(v => v switch
        {
            HoconLiteral literal => literal.IsBlank || (Values.Count == 1 && !literal.IsQuoted && literal.Value is null or "null" && !literal.IsQuoted),
            HoconSubstitution substitution => substitution.ResolvedValue is null || substitution.ResolvedValue.IsNothing,
            _ => false,
        });

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void NewValue(IHoconElement value)
    {
        Clear();
        Values.Add(value);
    }

    public void Clear() => Values.Clear();

    public bool IsString() => Pieces.Any() && Pieces.All(v => v.IsString());

    public bool IsArray() => Pieces.Any() && Pieces.All(v => v.IsArray());

    public bool IsObject() => Pieces.Any() && Pieces.All(v => v is HoconObject || (v as IMightBeAHoconObject)?.IsObject() == true);

    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key);

    /// <summary>Null when it is no object.</summary>
    public HoconObject GetObject()
    {
        if (!IsObject()) return null;
        HoconObject merged = null;
        foreach (var piece in Pieces)
        {
            var next = piece as HoconObject ?? ((IMightBeAHoconObject)piece).GetObject();
            merged = merged is null || next is null ? next : next.WithFallback(merged);
        }

        return Previous?.GetObject() is { } before && merged is not null ? merged.WithFallback(before) : merged;
    }

    /// <summary>The text; null for null, an array or an object.</summary>
    public string GetString()
    {
        if (!IsString() || IsNothing) return null;
        if (Values.Count == 1) return Values[0].GetString();
        return string.Concat(Values.Select(v => v.GetString()));
    }

    /// <summary>The elements; an object with the keys 0, 1, … counts as an array.</summary>
    public IList<HoconValue> GetArray()
    {
        if (IsArray()) return [.. Pieces.SelectMany(v => v.GetArray())];
        if (GetObject() is { } indexed && indexed.Items.Count > 0 && indexed.Items.Keys.All(k => int.TryParse(k, out _)))
            return [.. indexed.Items.OrderBy(item => int.Parse(item.Key)).Select(item => item.Value)];
        throw Wrong("an array");
    }

    public Config ToConfig() => new(new HoconRoot(this));

    public Config AtKey(string key)
    {
        var o = new HoconObject();
        o.Items[key] = this;
        return new HoconValue([o]).ToConfig();
    }

    public override string ToString() => ToString(0);

    public virtual string ToString(int indent)
    {
        if (IsObject()) return $"{{\n{GetObject().ToString(indent + 1)}{new string(' ', indent * 2)}}}";
        if (IsArray()) return $"[{string.Join(",", GetArray().Select(v => v.ToString(indent + 1)))}]";
        return HoconText.Quote(GetString());
    }

    internal object Unwrap() =>
        IsObject() ? GetObject().Unwrapped : IsArray() ? GetArray().Select(v => v.Unwrap()).ToList() : GetString();

    internal HoconException Wrong(string expected, Exception cause = null) => new(
        $"expected {expected}, found {(IsObject() ? "an object" : IsArray() ? "an array" : $"\"{GetString()}\"")}", Origin, null, cause);

    /// <summary>The pieces that carry meaning: no references to nothing, no blanks unless between texts.</summary>
    private IEnumerable<IHoconElement> Pieces
    {
        get
        {
            foreach (var value in Values)
            {
                if (value is HoconSubstitution { ResolvedValue: null }) continue;
                if (value is HoconLiteral { IsBlank: true } && Values.Any(v => v is not HoconLiteral && !v.IsString())) continue;
                yield return value;
            }
        }
    }
}
