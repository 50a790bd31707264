using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>memfd_create(2): memory that processes share by a descriptor.</summary>
public static partial class MemoryFile
{
    private const uint MFD_CLOEXEC = 1;
    private const int FALLOC_FL_KEEP_SIZE = 1;
    private const int FALLOC_FL_PUNCH_HOLE = 2;

    /// <param name="name">What /proc/PID/maps shows.</param>
    /// <param name="bytes">Its size; pages exist once they are written.</param>
    public static int Create(string name, long bytes)
    {
        var fd = memfd_create(name, MFD_CLOEXEC);
        if (fd < 0)
            throw LinuxException.Last("memfd_create");
        if (ftruncate(fd, bytes) == 0)
            return fd;
        var error = LinuxException.Last($"give a memory file {bytes} bytes");
        Descriptor.Close(fd);
        throw error;
    }

    /// <summary>Gives its memory back, whoever has it mapped: what is read from now on is zeros. fallocate(2), FALLOC_FL_PUNCH_HOLE.</summary>
    public static void Discard(int fd)
    {
        if (Descriptor.TrySeek(fd, 0, Descriptor.FromEnd) is > 0 and var bytes)
            _ = fallocate(fd, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0, (nint)bytes);
    }

    /// <summary>One that holds the bytes.</summary>
    public static int Of(string name, ReadOnlySpan<byte> content)
    {
        var fd = Create(name, bytes: 0);
        if (Descriptor.WriteAll(fd, content))
            return fd;
        Descriptor.Close(fd);
        throw new LinuxException("write to memory", Errno.ENOSPC);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(int fd, int mode, nint offset, nint length);
}
