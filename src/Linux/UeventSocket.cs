using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The kernel's announcements of devices: netlink(7), NETLINK_KOBJECT_UEVENT.</summary>
public sealed partial class UeventSocket : IDisposable
{
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private const int NETLINK_KOBJECT_UEVENT = 15;

    private readonly int _fd;

    public unsafe UeventSocket()
    {
        _fd = socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_KOBJECT_UEVENT);
        // struct sockaddr_nl: family, padding, pid 0 (the kernel chooses), group 1 (the kernel's own events).
        var address = stackalloc uint[3] { AF_NETLINK, 0, 1 };
        if (_fd < 0 || bind(_fd, address, 12) < 0)
            throw LinuxException.Last("listen for device events");
    }

    /// <summary>Waits for the next event, whichever it is. Events that were lost count as one.</summary>
    public void Wait()
    {
        Span<byte> message = stackalloc byte[4096];
        Descriptor.Read(_fd, message);
    }

    /// <returns>False when the time is over.</returns>
    public bool Wait(TimeSpan limit)
    {
        if (!Poll.WaitReadable(_fd, limit))
            return false;
        Wait();
        return true;
    }

    public void Dispose() => Descriptor.Close(_fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int bind(int fd, uint* address, uint length);
}
