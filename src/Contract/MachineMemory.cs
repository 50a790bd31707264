namespace Dkvm.Contract;

/// <summary>
/// Users speak of the workload's memory (docker run --memory, DKVM_MEMORY, dkvmctl template build --memory), which is about what
/// MemTotal shows in the guest, proc_meminfo(5). The machine has more: its kernel keeps a share for itself.
/// </summary>
public static class MachineMemory
{
    /// <summary>
    /// What QEMU may keep of translated code where it emulates the processor, in MiB. Its own default is an eighth of the
    /// host's memory up to 1 GiB, which a limit on the container's memory would have to leave room for: much code, such
    /// as Docker's, fills it.
    /// </summary>
    public const int TranslationsMiB = 256;

    /// <summary>In MiB. Measured with the package's kernel, from 128 MiB to 2 GiB: the kernel itself, and 64 bytes for each page.</summary>
    public static int KernelShareMiB(int mebibytes) => 38 + mebibytes / 56;

    /// <summary>The machine's memory for so much of the workload's, both in MiB.</summary>
    public static int MiB(int mebibytes) => mebibytes + KernelShareMiB(mebibytes);
}
