using Dkvm.Contract;

namespace Dkvm.HostSide;

/// <summary>Who makes templates: the runtime, of each size that a VM had to boot for, or the operator alone.</summary>
public enum TemplateMaking
{
    Automatic,
    Manual,
}

/// <summary>The engine's word on it, in the runtime's environment.</summary>
public static class TemplateMakingSetting
{
    public const string Variable = "DKVM_TEMPLATES";

    /// <exception cref="DkvmException">It is neither.</exception>
    public static TemplateMaking FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    public static TemplateMaking Parse(string? value) => value switch
    {
        null or "" or "automatic" => TemplateMaking.Automatic,
        "manual" => TemplateMaking.Manual,
        _ => throw new DkvmException($"{Variable}={value} in the engine's environment", remedy: "set it to automatic or manual there, or leave it out"),
    };
}
