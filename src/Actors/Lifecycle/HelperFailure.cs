namespace Dkvm.Actors.Lifecycle;

/// <summary>In which way a helper failed, where it makes a difference to what follows.</summary>
public enum FailureKind
{
    /// <summary>It ended, or broke a protocol.</summary>
    Crash,

    /// <summary>A deadline passed: trying again costs the user the same time again.</summary>
    Late,

    /// <summary>The VM template was of no use: a boot, with all else the same, may do.</summary>
    Template,

    /// <summary>As <see cref="Template"/>, and so it will be for every other VM.</summary>
    DamagedTemplate,

    /// <summary>The VM cannot go on from its checkpoint: there is nothing else to start from.</summary>
    Checkpoint,

    /// <summary>The kernel killed it because the container's memory limit was reached.</summary>
    OutOfMemory,
}

/// <summary>A child of the VM has failed; the supervision policy decides what follows.</summary>
public sealed class HelperFailure(string child, string cause, FailureKind kind = FailureKind.Crash, Exception? inner = null)
    : Exception(cause, inner)
{
    /// <summary>The actor's name, such as "qemu".</summary>
    public string Child { get; } = child;

    public FailureKind Kind { get; } = kind;
}
