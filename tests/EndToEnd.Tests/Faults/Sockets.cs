using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>QEMU's ends of its sockets, in the order in which it inherits them (ContainerSide/Qemu/QemuCommandLine.cs).</summary>
public enum QemuSocket
{
    Monitor = 3,
    Console = 4,
    Agent = 5,
    Stream = 6,
    Root = 7,
}

/// <summary>Gets at the sockets of another process, pidfd_getfd(2): what is done to the copy happens to the connection.</summary>
internal static partial class Sockets
{
    private const int SYS_pidfd_open = 434;
    private const int SYS_pidfd_getfd = 438;
    private const int SHUT_RDWR = 2;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const short POLLOUT = 4;
    private const int EINTR = 4;
    private const int EAGAIN = 11;

    /// <summary>Both ends find the connection closed.</summary>
    public static void Shutdown(int pid, QemuSocket which) =>
        With(pid, (int)which, fd => Assert.Equal(0, shutdown(fd, SHUT_RDWR)));

    /// <summary>The other end receives these bytes as if the process had sent them. What does not fit is left out.</summary>
    public static void Inject(int pid, int fd, byte[] bytes) => With(pid, fd, copy =>
    {
        nint n, sent = 0;
        while (sent < bytes.Length && (n = send(copy, bytes.AsSpan((int)sent).ToArray(), bytes.Length - sent, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0)
            sent += n;
        Assert.True(sent > 0, "nothing could be injected");
    });

    /// <summary>The same again and again, until the other end closes the connection.</summary>
    public static void InjectForEver(int pid, int fd, byte[] bytes) => With(pid, fd, copy =>
    {
        // QEMU's sockets do not block, and this is the same one: QEMU may fill it between the two calls.
        while (AwaitWritable(copy) && (send(copy, bytes, bytes.Length, MSG_NOSIGNAL) > 0 || Marshal.GetLastPInvokeError() is EAGAIN or EINTR))
        {
        }
    });

    public static void Inject(int pid, int fd, string text) => Inject(pid, fd, Encoding.UTF8.GetBytes(text));

    /// <summary>The descriptor at the other end of a process' socket: in <paramref name="other"/>, by what ss(8) says of pairs.</summary>
    public static int PeerOf(int pid, QemuSocket which, int other, string pairs)
    {
        var inode = InodeOf(new FileInfo($"/proc/{pid}/fd/{(int)which}").LinkTarget);
        var line = pairs.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(f => f.Length > 7 && f[0] == "u_str" && f[5] == inode);
        return Directory.EnumerateFileSystemEntries($"/proc/{other}/fd")
            .Where(fd => InodeOf(new FileInfo(fd).LinkTarget) == line[7])
            .Select(fd => int.Parse(Path.GetFileName(fd), System.Globalization.CultureInfo.InvariantCulture)).Single();
    }

    private static string InodeOf(string? link) => link?.StartsWith("socket:[", StringComparison.Ordinal) == true ? link[8..^1] : "";

    /// <summary>poll(2) ends with EINTR for the runtime's own signals, whatever SA_RESTART says: signal(7).</summary>
    private static bool AwaitWritable(int fd)
    {
        var writable = new PollFd { Fd = fd, Events = POLLOUT };
        int ready;
        while ((ready = poll(ref writable, 1, timeout: 10_000)) < 0 && Marshal.GetLastPInvokeError() == EINTR)
        {
        }
        return ready == 1;
    }

    private static void With(int pid, int fd, Action<int> use)
    {
        var process = (int)syscall(SYS_pidfd_open, pid, 0, 0);
        var copy = (int)syscall(SYS_pidfd_getfd, process, fd, 0);
        var error = Marshal.GetLastPInvokeError();
        close(process);
        Assert.True(copy >= 0, $"pidfd_getfd of {pid}, {fd}: errno {error}");
        use(copy);
        close(copy);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint one, nint two, nint three);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int fd, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int fd, byte[] bytes, nint length, int flags);

    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Occurred;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollFd fds, nint count, int timeout);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
