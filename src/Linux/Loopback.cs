using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The loopback interface of this thread's network namespace, netdevice(7).</summary>
public static unsafe partial class Loopback
{
    private const int SIOCSIFFLAGS = 0x8914;
    private const short IFF_UP = 1;

    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public fixed byte Name[16];
        public short Flags;
        public fixed byte Rest[22];
    }

    /// <summary>Up, with 127.0.0.1/8 and ::1, which the kernel gives it.</summary>
    public static void Raise()
    {
        var request = new Request { Flags = IFF_UP };
        "lo"u8.CopyTo(new Span<byte>(request.Name, 2));
        var fd = InetSocket.Unbound();
        try
        {
            if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
                throw LinuxException.Last("raise interface lo");
        }
        finally
        {
            Descriptor.Close(fd);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, ulong request, Request* argument);
}
