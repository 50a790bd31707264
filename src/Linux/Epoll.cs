using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>epoll(7) and eventfd(2), as <see cref="EventLoop"/> needs them.</summary>
internal static partial class Epoll
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;

    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    /// <summary>struct epoll_event: packed on x86-64, include/uapi/linux/eventpoll.h.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct Event
    {
        public uint Events;
        public int Fd;
        public int Generation;
    }

    public static int Create()
    {
        var fd = epoll_create1(EPOLL_CLOEXEC);
        return fd < 0 ? throw LinuxException.Last("epoll_create1") : fd;
    }

    public static int CreateEventFd()
    {
        var fd = eventfd(0, EFD_CLOEXEC_NONBLOCK);
        return fd < 0 ? throw LinuxException.Last("eventfd") : fd;
    }

    /// <returns>0, or minus errno.</returns>
    public static unsafe int Control(int epoll, int operation, int fd, uint events, int generation)
    {
        var e = new Event { Events = events, Fd = fd, Generation = generation };
        return epoll_ctl(epoll, operation, fd, &e) < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    /// <returns>How many events were written.</returns>
    public static unsafe int Wait(int epoll, Span<Event> into, int timeoutMilliseconds)
    {
        fixed (Event* p = into)
        {
            var n = epoll_wait(epoll, p, into.Length, timeoutMilliseconds);
            if (n < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw LinuxException.Last("epoll_wait");
            return Math.Max(n, 0);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_ctl(int epoll, int operation, int fd, Event* e);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int epoll_wait(int epoll, Event* events, int most, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);
}
