namespace Dkvm.Contract;

/// <summary>Which of the package's kernels: the folder names below kernels/, or null for the default and the newest.</summary>
public sealed record KernelChoice(string? Distribution, string? Version)
{
    public static readonly KernelChoice Default = new(null, null);

    public static KernelChoice Parse(string value)
    {
        var parts = value.Split('/');
        if (parts.Length > 2 || !parts.All(IsName))
            throw new FormatException("not the name of a kernel");
        return new(parts[0], parts.ElementAtOrDefault(1));
    }

    /// <summary>Names become paths, so nothing in them may lead elsewhere.</summary>
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-' or '~');
}
