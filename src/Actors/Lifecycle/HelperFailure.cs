namespace Dkvm.Actors.Lifecycle;

/// <summary>A child of the VM has failed; the supervision policy decides what follows.</summary>
public sealed class HelperFailure(string child, string cause, bool late = false) : Exception(cause)
{
    /// <summary>The actor's name, such as "qemu".</summary>
    public string Child { get; } = child;

    /// <summary>A deadline passed.</summary>
    public bool Late { get; } = late;
}
