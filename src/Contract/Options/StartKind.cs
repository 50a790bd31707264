namespace Dkvm.Contract;

/// <summary>How a guest starts (DKVM_START).</summary>
public enum StartKind
{
    /// <summary>From a template where there is one.</summary>
    Auto,

    /// <summary>By booting.</summary>
    Cold,

    /// <summary>From a template, or not at all.</summary>
    Warm,
}
