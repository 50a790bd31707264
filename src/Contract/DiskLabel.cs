namespace Dkvm.Contract;

/// <summary>
/// The label that a disk's file system has from mkfs until the guest has copied into it what was at its mount point: where
/// the VM ends in between, the next one starts over.
/// </summary>
public static class DiskLabel
{
    public const string New = "dkvm-new";
}
