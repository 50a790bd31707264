namespace Dkvm.Contract;

/// <summary>The options that one container was given, checked.</summary>
public sealed class OptionValues
{
    private readonly Dictionary<Option, object> _given = [];

    /// <summary>Reads the DKVM_* variables of an environment; of two with one name the last counts.</summary>
    /// <exception cref="DkvmException">An unknown name or a malformed value; says what there is.</exception>
    public static OptionValues From(IEnumerable<string> environment)
    {
        var values = new OptionValues();
        foreach (var variable in environment.Where(IsOption))
        {
            var (name, value) = variable.IndexOf('=') is >= 0 and var at
                ? (variable[..at], variable[(at + 1)..])
                : (variable, "");
            var option = Options.All.FirstOrDefault(o => o.Name == name) ?? throw Unknown(name);
            values._given[option] = option.ParseValue(value);
        }
        return values;
    }

    /// <summary>Whether a NAME=value is for us rather than for the workload.</summary>
    public static bool IsOption(string variable) => variable.StartsWith(Options.Prefix, StringComparison.Ordinal);

    public bool Has(Option option) => _given.ContainsKey(option);

    /// <summary>The value given, or the option's fallback.</summary>
    public T Of<T>(Option<T> option)
        where T : notnull => _given.TryGetValue(option, out var value) ? (T)value : option.Fallback;

    private static DkvmException Unknown(string name) => new(
        $"{name} is not an option of this version",
        remedy: $"known are {string.Join(", ", Options.All.Select(o => o.Name))}; dkvmctl options describes them");
}
