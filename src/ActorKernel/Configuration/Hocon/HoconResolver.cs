namespace Akka.Configuration.Hocon;

/// <summary>Gives every reference of a document its value.</summary>
internal sealed class HoconResolver
{
    private readonly HoconObject _root;
    private readonly HashSet<HoconSubstitution> _inProgress = [];

    private HoconResolver(HoconObject root) => _root = root;

    public static void Resolve(HoconRoot document)
    {
        if (!document.Substitutions.Any()) return;
        var root = document.Value.Values is [HoconObject o] ? o : new HoconObject();
        new HoconResolver(root).ResolveValue(document.Value);
    }

    private void ResolveObject(HoconObject o)
    {
        foreach (var (key, value) in o.Items.ToArray())
        {
            ResolveValue(value);
            // A setting that is an optional reference to nothing is not there: what it was before stays.
            if (!IsUndefined(value)) continue;
            if (Defined(value) is { } before) o.Items[key] = before;
            else o.Items.Remove(key);
        }
    }

    private void ResolveValue(HoconValue value)
    {
        if (value.Previous is { } previous) ResolveValue(previous);
        foreach (var piece in value.Values)
        {
            switch (piece)
            {
                case HoconObject o: ResolveObject(o); break;
                case HoconArray array:
                    foreach (var element in array) ResolveValue(element);
                    break;
                case HoconSubstitution { ResolvedValue: null } substitution: Resolve(substitution); break;
            }
        }
    }

    private void Resolve(HoconSubstitution substitution)
    {
        if (!_inProgress.Add(substitution))
            throw new HoconException($"the reference ${{{substitution.Path}}} leads in a circle", substitution.Origin, substitution.Path);
        var found = (substitution.PathHere is { } here ? Find(here, substitution) : null)
            ?? Find(substitution.Path, substitution)
            ?? FromEnvironment(substitution);
        _inProgress.Remove(substitution);
        if (found is null && !substitution.IsOptional)
            throw new HoconException($"the reference ${{{substitution.Path}}} leads nowhere", substitution.Origin, substitution.Path);
        substitution.ResolvedValue = found;
    }

    private HoconValue Find(string path, HoconSubstitution substitution)
    {
        var container = _root;
        var keys = HoconText.SplitPath(path);
        for (var i = 0; i < keys.Count; i++)
        {
            if (container?.GetKey(keys[i]) is not { } value) return null;
            var last = i == keys.Count - 1;
            if (last)
            {
                value = BeforeSelf(value, substitution);
                if (value is not null) ResolveValue(value);
                return Defined(value);
            }

            container = ObjectFor(value);
        }

        return null;
    }

    /// <summary>A definition that refers to its own key means what the key was before it.</summary>
    private static HoconValue BeforeSelf(HoconValue value, HoconSubstitution substitution)
    {
        for (var earlier = value; earlier is not null; earlier = earlier.Previous)
            if (Includes(earlier, substitution)) return earlier.Previous;
        return value;
    }

    private static bool IsUndefined(HoconValue value) => value.Values.Count > 0 && value.Values.All(static v => v is HoconSubstitution { ResolvedValue: null });

    private static HoconValue Defined(HoconValue value)
    {
        while (value is not null && IsUndefined(value)) value = value.Previous;
        return value;
    }

    /// <summary>An object on the way to the target, without resolving its other members.</summary>
    private HoconObject ObjectFor(HoconValue value)
    {
        foreach (var piece in value.Values)
            if (piece is HoconSubstitution { ResolvedValue: null } reference && !_inProgress.Contains(reference)) Resolve(reference);
        return value.GetObject();
    }

    private static bool Includes(HoconValue value, HoconSubstitution substitution) => value.Values.Any(piece => piece switch
    {
        HoconSubstitution other => ReferenceEquals(other, substitution),
        HoconArray array => array.Any(element => Includes(element, substitution)),
        _ => false,
    });

    private static HoconValue FromEnvironment(HoconSubstitution substitution) =>
        Environment.GetEnvironmentVariable(substitution.Path) is { } text
            ? new HoconValue([new HoconLiteral { Value = text, IsQuoted = true }]) { Origin = new($"environment variable {substitution.Path}", 0) }
            : null;
}
