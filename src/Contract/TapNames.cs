namespace Dkvm.Contract;

/// <summary>How the supervisor names the taps in its container: as none of an engine's interfaces is.</summary>
public static class TapNames
{
    private const string Prefix = "dkvm";

    /// <summary>The tap of the first card, while it is not known what link that stands for; no link has this index.</summary>
    public static string First => For(0);

    /// <param name="index">Of the link that the tap stands for, whose own name may already have the 15 characters that are allowed.</param>
    public static string For(int index) => $"{Prefix}{index}";

    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
