using System.Numerics;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>sched_getaffinity(2).</summary>
public static partial class SchedAffinity
{
    /// <summary>In bytes: 8192 CPUs, the most that a Linux x86-64 kernel can be built for (CONFIG_NR_CPUS).</summary>
    private const int MaskSize = 1024;

    /// <summary>How many online CPUs this process may run on; at least one.</summary>
    public static unsafe int Count()
    {
        var mask = stackalloc ulong[MaskSize / sizeof(ulong)];
        new Span<ulong>(mask, MaskSize / sizeof(ulong)).Clear();
        if (sched_getaffinity(0, MaskSize, mask) < 0)
            throw LinuxException.Last("sched_getaffinity");
        var count = 0;
        for (var i = 0; i < MaskSize / sizeof(ulong); i++)
            count += BitOperations.PopCount(mask[i]);
        return Math.Max(count, 1);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int sched_getaffinity(int pid, nuint size, ulong* mask);
}
