namespace Dkvm.Contract;

/// <summary>Which kernel: the folder names below kernels/; without a version the newest, without either what the image says.</summary>
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
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-' or '~');
}
