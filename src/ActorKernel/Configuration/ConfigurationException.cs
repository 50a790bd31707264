using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A setting is missing or wrong.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message) { }

    public ConfigurationException(string message, Exception exception) : base(message, exception) { }

    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) => new(
        $"Failed to instantiate {typeof(T).Name}: {(path is null ? "configuration" : $"configuration at \"{path}\"")} is null or empty");
}

/// <summary>HOCON text that does not parse, or a value that is not what was asked for. Says where and what.</summary>
public sealed class HoconException : ConfigurationException
{
    internal HoconException(string problem, HoconOrigin origin, string key = null, Exception cause = null)
        : base($"{origin}: {(string.IsNullOrEmpty(key) ? "" : $"key \"{key}\": ")}{problem}", cause)
    {
        Origin = origin.Name;
        Line = origin.Line;
        Key = key;
    }

    /// <summary>The file, or what else the text came from.</summary>
    public string Origin { get; }

    /// <summary>Counted from 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>The path of the setting concerned, if one is.</summary>
    public string Key { get; }
}

/// <summary>Where a value was written.</summary>
internal readonly record struct HoconOrigin(string Name, int Line)
{
    public static readonly HoconOrigin None = new("(no origin)", 0);

    public override string ToString() => Line > 0 ? $"{Name ?? "(text)"}:{Line}" : Name ?? "(no origin)";
}
