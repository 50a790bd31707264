using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>ioctl(2) on network interfaces, netdevice(7): one thing of one interface, which is what makes it quick.</summary>
internal sealed unsafe partial class InterfaceControl : IDisposable
{
    public const ulong SIOCGIFNAME = 0x8910;
    public const ulong SIOCGIFFLAGS = 0x8913;
    public const ulong SIOCSIFFLAGS = 0x8914;
    public const ulong SIOCGIFMTU = 0x8921;
    public const ulong SIOCGIFHWADDR = 0x8927;

    private readonly int _fd = InetSocket.Unbound();

    /// <summary>struct ifreq: a name, and a union of which these are the members that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    public struct Request
    {
        [FieldOffset(0)]
        public fixed byte Name[16];

        [FieldOffset(16)]
        public int Index;

        [FieldOffset(16)]
        public int Mtu;

        [FieldOffset(16)]
        public ushort Flags;

        [FieldOffset(16)]
        public ushort HardwareType;

        [FieldOffset(18)]
        public fixed byte HardwareAddress[14];
    }

    /// <returns>False where it failed: errno is Marshal's last error.</returns>
    public bool Try(ulong what, ref Request request)
    {
        fixed (Request* p = &request)
            return ioctl(_fd, what, p) >= 0;
    }

    public void Dispose() => Descriptor.Close(_fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, ulong request, Request* argument);
}
