namespace Dkvm.Contract;

/// <summary>One of the settings that a user gives a container as an environment variable (<c>docker run -e</c>).</summary>
/// <param name="Name">DKVM_…</param>
/// <param name="Form">What it accepts, such as <c>auto|kvm|tcg</c>.</param>
/// <param name="Default">What holds without it, for a reader.</param>
/// <param name="Meaning">One or two sentences.</param>
public abstract record Option(string Name, string Form, string Default, string Meaning)
{
    /// <exception cref="DkvmException">The value is not of the option's form.</exception>
    public abstract object ParseValue(string value);
}

/// <summary>
/// An option with the type of its value. Fallback is the value without the variable; Parse throws
/// <see cref="FormatException"/>, whose message completes "DKVM_X=value: …".
/// </summary>
public sealed record Option<T>(string Name, string Form, string Default, string Meaning, T Fallback, Func<string, T> Parse)
    : Option(Name, Form, Default, Meaning)
    where T : notnull
{
    public override object ParseValue(string value)
    {
        try
        {
            return Parse(value);
        }
        catch (FormatException e)
        {
            throw new DkvmException($"{Name}={value}: {e.Message}", remedy: $"give {Name} as {Form}");
        }
    }
}
