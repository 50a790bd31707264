namespace Dkvm.HostSide.Templates;

/// <summary>Which templates nobody is likely to miss.</summary>
/// <param name="UnusedFor">This long.</param>
/// <param name="MostBytes">Of all together; those that were used last stay.</param>
public sealed record PruningRules(TimeSpan UnusedFor, long MostBytes)
{
    /// <summary>A template has about 80 MB.</summary>
    public static readonly PruningRules Default = new(TimeSpan.FromDays(30), 4L << 30);

    /// <summary>Another package may be in use beside this one, so its templates go by use and size alone.</summary>
    public bool KeepsOtherPackages { get; init; }

    /// <returns>Kinds.</returns>
    public IReadOnlySet<string> Unwanted(IEnumerable<StoredTemplates> stored, string package, DateTime now)
    {
        var unwanted = new HashSet<string>();
        var bytes = 0L;
        foreach (var templates in stored.OrderByDescending(s => s.LastUsed))
        {
            var keep = (KeepsOtherPackages || IsOf(package, templates.Kind)) && now - templates.LastUsed <= UnusedFor && bytes + templates.Bytes <= MostBytes;
            if (keep)
                bytes += templates.Bytes;
            else
                unwanted.Add(templates.Kind);
        }
        return unwanted;
    }

    /// <param name="package">The name of its folder.</param>
    /// <param name="kind">What <see cref="TemplateStore.KindOf"/> says.</param>
    public static bool IsOf(string package, string kind) => kind.StartsWith($"{package}-", StringComparison.Ordinal);
}
