using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// Plain calls on file descriptors. Those that move bytes return a count, or minus errno, because on these paths an
/// error such as EAGAIN is ordinary; those that make or change something throw <see cref="LinuxException"/>.
/// Everything made here is close-on-exec.
/// </summary>
public static partial class Descriptor
{
    private const int O_CLOEXEC = 0x80000;
    private const int O_NONBLOCK = 0x800;
    private const nuint FIONREAD = 0x541B;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_SETPIPE_SZ = 1031;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NonBlocking = O_NONBLOCK;
    public const int NoControllingTerminal = 0x100;
    public const int NoFollow = 0x20000;

    /// <summary>read(2). </summary>
    /// <returns>Bytes read, 0 at the end of file, or minus errno.</returns>
    public static unsafe int Read(int fd, Span<byte> into)
    {
        fixed (byte* p = into)
        {
            nint n;
            do n = read(fd, p, (nuint)into.Length);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    /// <summary>write(2).</summary>
    /// <returns>Bytes written, perhaps fewer than given, or minus errno.</returns>
    public static unsafe int Write(int fd, ReadOnlySpan<byte> from)
    {
        fixed (byte* p = from)
        {
            nint n;
            do n = write(fd, p, (nuint)from.Length);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    /// <summary>Writes all to a blocking descriptor; stops silently where the reader has gone or the disk is full.</summary>
    public static bool WriteAll(int fd, ReadOnlySpan<byte> from)
    {
        while (from.Length > 0)
        {
            var n = Write(fd, from);
            if (n <= 0)
                return false;
            from = from[n..];
        }
        return true;
    }

    /// <summary>Bytes that can be read now: FIONREAD, ioctl_tty(2) and pipe(7). 0 where it cannot say.</summary>
    public static unsafe int Readable(int fd)
    {
        var count = 0;
        return ioctl(fd, FIONREAD, &count) < 0 ? 0 : count;
    }

    public static void Close(int fd)
    {
        if (fd >= 0)
            _ = close(fd);
    }

    /// <summary>open(2), close-on-exec.</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryOpen(string path, int flags, uint mode = 0x180)
    {
        var fd = open(path, flags | O_CLOEXEC, mode);
        return fd < 0 ? -Marshal.GetLastPInvokeError() : fd;
    }

    /// <summary>open(2), close-on-exec.</summary>
    public static int Open(string path, int flags, uint mode = 0x180)
    {
        var fd = TryOpen(path, flags, mode);
        return fd < 0 ? throw new LinuxException($"open {path}", -fd) : fd;
    }

    /// <summary>pipe2(2).</summary>
    public static unsafe (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, O_CLOEXEC) < 0)
            throw LinuxException.Last("pipe2");
        return (ends[0], ends[1]);
    }

    /// <summary>Has a pipe hold so many bytes, where the user may have that much: F_SETPIPE_SZ, fcntl(2).</summary>
    public static void TrySetPipeSize(int pipe, int bytes) => _ = fcntl(pipe, F_SETPIPE_SZ, bytes);

    /// <returns>False where it did not block already.</returns>
    public static bool SetNonBlocking(int fd) => SetFlags(fd, set: O_NONBLOCK, clear: 0) ?? throw LinuxException.Last("fcntl");

    public static void SetBlocking(int fd) => _ = SetFlags(fd, set: 0, clear: O_NONBLOCK) ?? throw LinuxException.Last("fcntl");

    public static void TrySetBlocking(int fd) => SetFlags(fd, set: 0, clear: O_NONBLOCK);

    /// <returns>Whether that made a difference; null for an error.</returns>
    private static bool? SetFlags(int fd, int set, int clear)
    {
        var flags = fcntl(fd, F_GETFL, 0);
        var wanted = (flags | set) & ~clear;
        if (flags < 0 || (wanted != flags && fcntl(fd, F_SETFL, wanted) < 0))
            return null;
        return wanted != flags;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, int* count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);
}
