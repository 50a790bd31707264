using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>memfd_create(2): memory that processes share by a descriptor.</summary>
public static partial class MemoryFile
{
    private const uint MFD_CLOEXEC = 1;

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
}
