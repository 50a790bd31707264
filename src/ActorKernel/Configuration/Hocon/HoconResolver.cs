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
        new HoconResolver(root).ResolveValue(document.Value, null);
    }

    private void ResolveObject(HoconObject o)
    {
        foreach (var value in o.Items.Values.ToArray()) ResolveValue(value, value);
    }

    /// <param name="definition">The definition of a key that the value is part of, for references to that key itself.</param>
    private void ResolveValue(HoconValue value, HoconValue definition)
    {
        if (value.Previous is { } previous) ResolveValue(previous, previous);
        foreach (var piece in value.Values)
        {
            switch (piece)
            {
                case HoconObject o: ResolveObject(o); break;
                case HoconArray array:
                    foreach (var element in array) ResolveValue(element, definition);
                    break;
                case HoconSubstitution { ResolvedValue: null } substitution: Resolve(substitution, definition); break;
            }
        }
    }

    private void Resolve(HoconSubstitution substitution, HoconValue definition)
    {
        if (!_inProgress.Add(substitution))
            throw new HoconException($"the reference ${{{substitution.Path}}} leads in a circle", substitution.Origin, substitution.Path);
        var found = (substitution.PathHere is { } here ? Find(here, substitution, definition) : null)
            ?? Find(substitution.Path, substitution, definition)
            ?? FromEnvironment(substitution);
        _inProgress.Remove(substitution);
        if (found is null && !substitution.IsOptional)
            throw new HoconException($"the reference ${{{substitution.Path}}} leads nowhere", substitution.Origin, substitution.Path);
        substitution.ResolvedValue = found;
    }

    private HoconValue Find(string path, HoconSubstitution substitution, HoconValue definition)
    {
        var container = _root;
        var keys = HoconText.SplitPath(path);
        for (var i = 0; i < keys.Count; i++)
        {
            if (container?.GetKey(keys[i]) is not { } value) return null;
            var last = i == keys.Count - 1;
            // A key that refers to itself means what it was before.
            if (ReferenceEquals(value, definition) || Includes(value, substitution))
                value = IsSelf(value, substitution, last) ? value.Previous : value;
            if (value is null) return null;
            if (last)
            {
                ResolveValue(value, value);
                return value;
            }

            container = ObjectFor(value);
        }

        return null;
    }

    private static bool IsSelf(HoconValue value, HoconSubstitution substitution, bool last) => last && Includes(value, substitution);

    /// <summary>An object on the way to the target, without resolving its other members.</summary>
    private HoconObject ObjectFor(HoconValue value)
    {
        foreach (var piece in value.Values)
            if (piece is HoconSubstitution { ResolvedValue: null } reference && !_inProgress.Contains(reference)) Resolve(reference, value);
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
