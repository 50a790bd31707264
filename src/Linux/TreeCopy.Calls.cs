using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The system calls of <see cref="TreeCopy"/>: names are bytes with a 0 behind them.</summary>
public sealed partial class TreeCopy
{
    private const int O_DIRECTORY = 0x10000, O_NOFOLLOW = 0x20000, O_CLOEXEC = 0x80000, O_EXCL = 0x80, O_CREAT = 0x40, O_WRONLY = 1;
    private const int OpenFolder = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    private const int OpenFile = O_NOFOLLOW | O_CLOEXEC;
    private const int MakeFile = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7FF;
    private const int MostPath = 4096;

    /// <summary>XATTR_LIST_MAX and XATTR_SIZE_MAX, include/uapi/linux/limits.h.</summary>
    private const int MostAttributes = 65536;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int statx(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int folder, byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdirat(int folder, byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mknodat(int folder, byte[] path, uint mode, ulong device);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int linkat(int fromFolder, byte[] from, int toFolder, byte[] to, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlinkat(byte[] content, int folder, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readlinkat(int folder, byte[] path, byte[] into, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlinkat(int folder, byte[] path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchownat(int folder, byte[] path, uint uid, uint gid, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmodat(int folder, byte[] path, uint mode, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(int fd, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int utimensat(int folder, byte[] path, long* times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint flistxattr(int fd, byte* into, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint fgetxattr(int fd, byte* name, byte* into, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int fsetxattr(int fd, byte* name, byte* value, nuint size, int flags);
}
