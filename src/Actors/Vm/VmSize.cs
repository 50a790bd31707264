namespace Dkvm.Actors.Vm;

/// <summary>How much of its hardware the guest may use.</summary>
/// <param name="MemoryMiB">Null where it stays as it is.</param>
/// <param name="Vcpus">Null where it stays as it is.</param>
public sealed record VmSize(int? MemoryMiB, int? Vcpus)
{
    /// <summary>This one, and what it does not say as it was.</summary>
    public VmSize After(VmSize? before) => new(MemoryMiB ?? before?.MemoryMiB, Vcpus ?? before?.Vcpus);
}
