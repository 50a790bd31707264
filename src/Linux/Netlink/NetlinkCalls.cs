using System.Runtime.InteropServices;

namespace Dkvm.Linux.Netlink;

/// <summary>The socket calls netlink needs; System.Net.Sockets refuses the family (AddressFamily)16.</summary>
internal static partial class NetlinkCalls
{
    public const int SOCK_RAW = 3;
    public const int SOCK_CLOEXEC = 0x80000;
    public const short POLLIN = 1;

    /// <summary>In a message longer than the buffer, recv(2) returns its true length.</summary>
    public const int MSG_TRUNC = 0x20;

    /// <summary>socket(2).</summary>
    /// <returns>The descriptor, or -1 with errno set.</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    /// <summary>setsockopt(2).</summary>
    /// <returns>0, or -1 with errno set.</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int setsockopt(int fd, int level, int option, void* value, uint length);

    /// <summary>struct sockaddr_nl, netlink(7). A port of 0 lets the kernel choose one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }

    /// <summary>bind(2).</summary>
    /// <returns>0, or -1 with errno set.</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int bind(int fd, Address* address, uint length);

    /// <summary>send(2).</summary>
    /// <returns>Bytes sent, or -1 with errno set.</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint send(int fd, byte* buffer, nuint length, int flags);

    /// <summary>recv(2).</summary>
    /// <returns>Bytes received, or -1 with errno set (ENOBUFS: notifications were lost).</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint recv(int fd, byte* buffer, nuint length, int flags);

    /// <summary>struct pollfd, poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short ReceivedEvents;
    }

    /// <summary>poll(2).</summary>
    /// <returns>How many descriptors are ready, 0 at the time-out, or -1 with errno set.</returns>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int poll(PollFd* fds, nuint count, int timeoutMilliseconds);
}
