using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>An IPv4 address, first byte highest, and a port.</summary>
public readonly record struct Ipv4EndPoint(uint Address, ushort Port);

/// <summary>
/// UDP and TCP over IPv4 as plain descriptors for an <see cref="EventLoop"/>, ip(7). All are non-blocking and
/// close-on-exec. Calls that move bytes return a count, or minus errno.
/// </summary>
public static unsafe partial class InetSocket
{
    private const int AF_INET = 2;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_REUSEADDR = 2;
    private const int EINPROGRESS = 115;
    private const int AddressSize = 16;

    /// <summary>A UDP socket at an address of our own, which others may share that ask for it, too.</summary>
    public static int BindUdp(Ipv4EndPoint local) => Bound(SOCK_DGRAM, local, "bind UDP");

    /// <summary>For ioctl(2) alone, netdevice(7).</summary>
    internal static int Unbound() => Create(SOCK_DGRAM);

    /// <summary>A UDP socket that talks to one peer only, from a port that the kernel chooses.</summary>
    public static int ConnectUdp(Ipv4EndPoint peer) => Connect(SOCK_DGRAM, peer, "connect UDP");

    /// <summary>A TCP socket that listens.</summary>
    public static int Listen(Ipv4EndPoint local, int backlog)
    {
        var fd = Bound(SOCK_STREAM, local, "bind TCP");
        return listen(fd, backlog) == 0 ? fd : throw Failed(fd, $"listen at {Text(local)}");
    }

    /// <summary>A TCP connection in the making: writable when it stands or has failed, which the next write tells.</summary>
    public static int BeginConnect(Ipv4EndPoint peer) => Connect(SOCK_STREAM, peer, "connect TCP");

    /// <summary>accept4(2).</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryAccept(int listener)
    {
        var fd = accept4(listener, null, null, SOCK_NONBLOCK_CLOEXEC);
        return fd < 0 ? -Marshal.GetLastPInvokeError() : fd;
    }

    /// <summary>recvfrom(2); what does not fit is cut off.</summary>
    public static int ReceiveFrom(int fd, Span<byte> into, out Ipv4EndPoint from)
    {
        var address = stackalloc byte[AddressSize];
        uint size = AddressSize;
        fixed (byte* p = into)
        {
            var n = recvfrom(fd, p, (nuint)into.Length, 0, address, &size);
            from = n < 0 ? default : new Ipv4EndPoint(
                BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(address + 4, 4)),
                BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2)));
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    /// <summary>sendto(2).</summary>
    public static int SendTo(int fd, ReadOnlySpan<byte> from, Ipv4EndPoint to)
    {
        var address = stackalloc byte[AddressSize];
        Write(address, to);
        fixed (byte* p = from)
        {
            var n = sendto(fd, p, (nuint)from.Length, 0, address, AddressSize);
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    private static int Bound(int type, Ipv4EndPoint local, string purpose)
    {
        var fd = Create(type);
        var address = stackalloc byte[AddressSize];
        Write(address, local);
        var one = 1;
        return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(int)) == 0 && bind(fd, address, AddressSize) == 0
            ? fd
            : throw Failed(fd, $"{purpose} {Text(local)}");
    }

    private static int Connect(int type, Ipv4EndPoint peer, string purpose)
    {
        var fd = Create(type);
        var address = stackalloc byte[AddressSize];
        Write(address, peer);
        return connect(fd, address, AddressSize) == 0 || Marshal.GetLastPInvokeError() == EINPROGRESS
            ? fd
            : throw Failed(fd, $"{purpose} {Text(peer)}");
    }

    private static int Create(int type)
    {
        var fd = socket(AF_INET, type | SOCK_NONBLOCK_CLOEXEC, 0);
        return fd < 0 ? throw LinuxException.Last("socket AF_INET") : fd;
    }

    private static LinuxException Failed(int fd, string call)
    {
        var error = LinuxException.Last(call);
        Descriptor.Close(fd);
        return error;
    }

    /// <summary>struct sockaddr_in, ip(7).</summary>
    private static void Write(byte* address, Ipv4EndPoint endPoint)
    {
        var bytes = new Span<byte>(address, AddressSize);
        bytes.Clear();
        bytes[0] = AF_INET;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], endPoint.Port);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], endPoint.Address);
    }

    private static string Text(Ipv4EndPoint e) =>
        $"{e.Address >> 24}.{e.Address >> 16 & 255}.{e.Address >> 8 & 255}.{e.Address & 255}:{e.Port}";

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvfrom(int fd, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(int fd, byte* buffer, nuint length, int flags, byte* address, uint addressLength);
}
