using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Settings in a tree. Immutable: a fallback makes a new one.</summary>
public partial class Config
{
    public static readonly Config Empty = new();

    public Config() : this(new HoconRoot(new HoconValue([new HoconObject()]))) { }

    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root?.Value, nameof(root));
        (Root, Substitutions) = (root.Value, root.Substitutions);
    }

    public Config(Config source, Config fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        (Root, Substitutions, Fallback) = (Merge(source.Root, fallback.Root), source.Substitutions, fallback);
    }

    public Config Fallback { get; }

    public virtual bool IsEmpty => Root is null || Root.IsEmpty;

    public HoconValue Root { get; }

    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    /// <summary>Settings that this one does not have are looked up in the other.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this)) throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback.IsNullOrEmpty()) return this;
        return IsEmpty ? fallback : new Config(this, fallback);
    }

    /// <summary>True if the setting is there and not null.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    public HoconValue GetValue(string path) => Find(path);

    /// <summary>Where a setting was written, as file:line; null where it is not set. (Not in Akka.NET.)</summary>
    public string OriginOf(string path) => Find(path)?.Origin.ToString();

    /// <summary>The settings below a path; null when there are none.</summary>
    public virtual Config GetConfig(string path) => Find(path) is { } value ? new Config(new HoconRoot(value)) : null;

    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root.GetObject()?.Items ?? [];

    public override string ToString() => Root?.GetObject()?.ToString() ?? "";

    public string ToString(bool includeFallback) => ToString();

    protected Config Copy(Config fallback = null) => fallback is null ? new Config(new HoconRoot(Root, Substitutions)) : new Config(this, fallback);

    private HoconValue Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var value = Root;
        foreach (var key in HoconText.SplitPath(path))
        {
            value = value.GetObject()?.GetKey(key);
            if (value is null) return null;
        }

        return value.IsNothing ? null : value;
    }

    private static HoconValue Merge(HoconValue root, HoconValue fallback) =>
        root.GetObject() is { } mine && fallback.GetObject() is { } theirs
            ? new HoconValue([mine.WithFallback(theirs)]) { Origin = root.Origin }
            : root;
}

public static class ConfigExtensions
{
    public static bool IsNullOrEmpty(this Config config) => config is null || config.IsEmpty;

    public static Config SafeWithFallback(this Config config, Config fallback) =>
        config.IsNullOrEmpty() ? fallback : ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);
}
