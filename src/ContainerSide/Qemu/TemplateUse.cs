namespace Dkvm.ContainerSide.Qemu;

/// <summary>What a QEMU has to do with a template.</summary>
internal enum TemplateUse
{
    None,

    /// <summary>It is to become one.</summary>
    Save,

    /// <summary>It goes on from one.</summary>
    Restore,

    /// <summary>It goes on from a checkpoint, which has the memory too.</summary>
    Resume,
}
