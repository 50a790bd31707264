using System.Runtime.InteropServices;

namespace Dkvm.Linux;

public static partial class Descriptor
{
    public const int Exclusive = 0x80;

    /// <summary>The "whence" of <see cref="TrySeek"/>: lseek(2).</summary>
    public const int FromStart = 0, FromHere = 1, FromEnd = 2;

    /// <summary>lseek(2).</summary>
    /// <returns>The new place, or minus errno.</returns>
    public static long TrySeek(int fd, long offset, int whence)
    {
        var place = lseek(fd, offset, whence);
        return place < 0 ? -Marshal.GetLastPInvokeError() : place;
    }

    /// <summary>fchmod(2).</summary>
    /// <returns>0, or minus errno.</returns>
    public static int TrySetMode(int fd, uint mode) => fchmod(fd, mode) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    /// <summary>ftruncate(2): what is new is a hole.</summary>
    /// <returns>0, or minus errno.</returns>
    public static int TrySetSize(int fd, long bytes) => ftruncate(fd, bytes) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(int fd, uint mode);
}
