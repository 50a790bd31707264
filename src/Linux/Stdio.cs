using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>What the standard descriptors are.</summary>
public static unsafe partial class Stdio
{
    /// <summary>struct stat of x86-64: st_mode at 24, st_rdev at 40; stat(2).</summary>
    private const int StatSize = 144;
    private const uint S_IFMT = 0xF000;
    private const uint S_IFCHR = 0x2000;
    private const ulong NullDevice = (1 << 8) | 3;

    /// <summary>The descriptor is /dev/null: character device 1:3, null(4).</summary>
    public static bool IsNull(int fd)
    {
        var stat = stackalloc byte[StatSize];
        return fstat(fd, stat) == 0 && (*(uint*)(stat + 24) & S_IFMT) == S_IFCHR && *(ulong*)(stat + 40) == NullDevice;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstat(int fd, byte* stat);
}
