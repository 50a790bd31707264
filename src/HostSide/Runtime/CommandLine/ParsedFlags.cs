using System.Globalization;
using Dkvm.Contract;

namespace Dkvm.HostSide.CommandLine;

/// <summary>
/// Flags read as Go's package flag reads them (https://pkg.go.dev/flag, "Command line flag syntax"): one dash or two,
/// <c>-name value</c>, <c>-name=value</c>, <c>-switch</c>, <c>-switch=false</c>; the first other argument, or what
/// follows <c>--</c>, ends them. The last of several counts.
/// </summary>
public sealed class ParsedFlags
{
    private readonly Dictionary<string, List<string>> _values = [];

    /// <summary>What follows the flags.</summary>
    public string[] Rest { get; private init; } = [];

    public string? Value(string name) => _values.GetValueOrDefault(name)?[^1];

    /// <summary>All of them, for a flag that may be given more than once.</summary>
    public IReadOnlyList<string> Values(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <exception cref="DkvmException">It is no number.</exception>
    public int? Number(string name) => Value(name) switch
    {
        null => null,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 => number,
        var text => throw new DkvmException($"invalid value \"{text}\" for flag -{name}"),
    };

    public bool Switch(string name) => Value(name) == "true";

    /// <exception cref="DkvmException">A flag that the table lacks, or one without its value.</exception>
    public static ParsedFlags Parse(FlagTable table, string[] arguments)
    {
        var values = new List<(string Name, string Value)>();
        var at = 0;
        for (; at < arguments.Length && IsFlag(arguments[at]); at++)
        {
            if (arguments[at] == "--")
            {
                at++;
                break;
            }
            var (name, value) = Split(arguments[at]);
            if (table.Switches.TryGetValue(name, out var key))
                values.Add((key, Truth(arguments[at], value ?? "true")));
            else if (table.Values.TryGetValue(name, out key))
                values.Add((key, value ?? (++at < arguments.Length ? arguments[at] : throw new DkvmException($"flag needs an argument: -{name}"))));
            else
                throw new DkvmException(
                    $"flag provided but not defined: -{name}",
                    remedy: "dkvm takes the command line of runc and crun; see runc --help");
        }
        var parsed = new ParsedFlags { Rest = [.. arguments.Skip(at)] };
        foreach (var (name, value) in values)
            if (parsed._values.TryGetValue(name, out var all))
                all.Add(value);
            else
                parsed._values[name] = [value];
        return parsed;
    }

    /// <summary>
    /// Puts a command's flags before its other arguments, as urfave/cli 1.22 does (command.go, reorderArgs), so that
    /// <c>create ID --bundle DIR</c> works. It takes the word after a switch for its value, and so must we.
    /// </summary>
    public static string[] Reorder(FlagTable table, string[] arguments)
    {
        List<string> flags = [], others = [];
        var mayBeValue = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                others.AddRange(arguments.Skip(i));
                break;
            }
            if (mayBeValue && !IsFlag(argument))
            {
                mayBeValue = false;
                flags.Add(argument);
            }
            else if (IsFlag(argument) && table.Knows(Split(argument).Name))
            {
                flags.Add(argument);
                mayBeValue = !argument.Contains('=');
            }
            else
            {
                others.Add(argument);
            }
        }
        return [.. flags, .. others];
    }

    private static bool IsFlag(string argument) => argument.Length > 1 && argument[0] == '-';

    private static (string Name, string? Value) Split(string flag)
    {
        var bare = flag[(flag.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..];
        return bare.IndexOf('=') is >= 0 and var at ? (bare[..at], bare[(at + 1)..]) : (bare, null);
    }

    /// <summary>Go's strconv.ParseBool.</summary>
    private static string Truth(string flag, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => "true",
        "0" or "f" or "F" or "false" or "FALSE" or "False" => "false",
        _ => throw new DkvmException($"invalid boolean value in {flag}"),
    };
}
