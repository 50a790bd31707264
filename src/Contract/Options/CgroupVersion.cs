namespace Dkvm.Contract;

/// <summary>Which control group file systems a guest has: cgroups(7).</summary>
public enum CgroupVersion
{
    /// <summary>The unified hierarchy.</summary>
    Two,

    /// <summary>A hierarchy for each controller.</summary>
    One,

    /// <summary>As <see cref="One"/>, and the unified one, with what controllers are left, at "unified".</summary>
    Hybrid,

    None,
}
