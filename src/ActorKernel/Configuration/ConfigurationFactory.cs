using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes settings from HOCON.</summary>
public class ConfigurationFactory
{
    public static Config Empty => Config.Empty;

    /// <exception cref="HoconException">The text is malformed.</exception>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <param name="includeCallback">Gives the document of an include's name, or null when there is none.</param>
    public static Config ParseString(string hocon, Func<string, HoconRoot> includeCallback) =>
        new(Parser.Parse(hocon, includeCallback));

    /// <summary>Reads a file; includes are relative to it. (Not in Akka.NET; it lets errors name the file.)</summary>
    /// <exception cref="HoconException">The file, or one it includes, is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Config FromFile(string path)
    {
        var root = ReadFile(path, []);
        HoconResolver.Resolve(root);
        return new Config(root);
    }

    /// <summary>A text whose errors name where it came from. It can include nothing. (Not in Akka.NET.)</summary>
    /// <exception cref="HoconException">The text is malformed.</exception>
    public static Config FromText(string hocon, string origin) => new(Parser.Parse(hocon, null, origin));

    /// <summary>What the runtime assumes where nothing is set.</summary>
    public static Config Default() => ReferenceConfig.Parsed;

    /// <summary>There is no application configuration file to load: the same as <see cref="Empty"/>.</summary>
    public static Config Load() => Config.Empty;

    private static HoconRoot ReadFile(string path, string[] including)
    {
        var full = Path.GetFullPath(path);
        if (including.Contains(full)) throw new HoconException("the file includes itself", new HoconOrigin(full, 0));
        return Parser.ParseUnresolved(
            File.ReadAllText(full),
            name =>
            {
                var included = Path.Combine(Path.GetDirectoryName(full) ?? "/", name);
                return File.Exists(included) ? ReadFile(included, [.. including, full]) : null;
            },
            path);
    }
}
