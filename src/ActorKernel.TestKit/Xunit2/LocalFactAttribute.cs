using Xunit;

namespace Akka.TestKit.Xunit2.Attributes;

/// <summary>A fact that is skipped where the environment says XUNIT_SKIP_LOCAL_FACT=true.</summary>
public class LocalFactAttribute : FactAttribute
{
    /// <summary>Why, there.</summary>
    public string SkipLocal { get; set; }

    public override string Skip { get => base.Skip ?? Local.Reason("XUNIT_SKIP_LOCAL_FACT", SkipLocal); set => base.Skip = value; }
}

/// <summary>A theory that is skipped where the environment says XUNIT_SKIP_LOCAL_THEORY=true.</summary>
public class LocalTheoryAttribute : TheoryAttribute
{
    /// <summary>Why, there.</summary>
    public string SkipLocal { get; set; }

    public override string Skip { get => base.Skip ?? Local.Reason("XUNIT_SKIP_LOCAL_THEORY", SkipLocal); set => base.Skip = value; }
}

internal static class Local
{
    public static string Reason(string variable, string reason) =>
        string.Equals(Environment.GetEnvironmentVariable(variable), "true", StringComparison.OrdinalIgnoreCase) ? reason ?? "Not run here" : null;
}
