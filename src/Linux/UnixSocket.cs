using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>Stream sockets of the unix family as plain descriptors, for handing to child processes. unix(7).</summary>
public static partial class UnixSocket
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int MaxPath = 107;

    /// <summary>socketpair(2).</summary>
    public static unsafe (int Ours, int Theirs) Pair()
    {
        var ends = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
            throw LinuxException.Last("socketpair");
        return (ends[0], ends[1]);
    }

    /// <summary>
    /// A listening socket and a client already connected to it. Connecting succeeds as soon as the socket listens, so
    /// neither side has to wait for the other to start. The path is gone when this returns.
    /// </summary>
    public static unsafe (int Listener, int Client) ConnectedListener(string path)
    {
        var listener = Listen(path, backlog: 1);
        try
        {
            return (listener, Connect(path));
        }
        catch
        {
            Descriptor.Close(listener);
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A listening socket at a path that must not exist yet.</summary>
    public static unsafe int Listen(string path, int backlog)
    {
        var fd = Create(path);
        if (Address(path, bind, fd) == 0 && listen(fd, backlog) == 0)
            return fd;
        var error = LinuxException.Last($"listen at {path}");
        Descriptor.Close(fd);
        throw error;
    }

    public static unsafe int Connect(string path)
    {
        var fd = Create(path);
        if (Address(path, connect, fd) == 0)
            return fd;
        var error = LinuxException.Last($"connect to {path}");
        Descriptor.Close(fd);
        throw error;
    }

    /// <summary>accept4(2), close-on-exec.</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryAccept(int listener)
    {
        var fd = accept4(listener, 0, 0, SOCK_CLOEXEC);
        return fd < 0 ? -Marshal.GetLastPInvokeError() : fd;
    }

    private static int Create(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaxPath)
            throw new ArgumentException($"{path}: a socket's path has at most {MaxPath} bytes", nameof(path));
        var fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        return fd < 0 ? throw LinuxException.Last("socket") : fd;
    }

    private unsafe delegate int AddressCall(int fd, byte* address, uint length);

    private static unsafe int Address(string path, AddressCall call, int fd)
    {
        Span<byte> address = stackalloc byte[2 + MaxPath + 1];
        address.Clear();
        address[0] = AF_UNIX;
        Encoding.UTF8.GetBytes(path, address[2..]);
        fixed (byte* p = address)
            return call(fd, p, (uint)address.Length);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int bind(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int connect(int fd, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int fd, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int fd, nint address, nint length, int flags);
}
