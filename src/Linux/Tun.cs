using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>
/// Tap interfaces: Documentation/networking/tuntap.rst, include/uapi/linux/if_tun.h. A tap lives as long as a
/// descriptor of it is open.
/// </summary>
public static unsafe partial class Tun
{
    private const string Device = "/dev/net/tun";
    private const uint TUNSETIFF = 0x400454ca;
    private const uint TUNSETVNETHDRSZ = 0x400454d8;
    private const short IFF_TAP = 0x0002;
    private const short IFF_NO_PI = 0x1000;
    private const short IFF_VNET_HDR = 0x4000;
    private const int NameSize = 16;

    /// <summary>struct ifreq: the name, and a union of which the flags are used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct InterfaceRequest
    {
        public fixed byte Name[NameSize];
        public short Flags;
        private fixed byte _rest[22];
    }

    /// <summary>
    /// Makes a tap that passes whole Ethernet frames, each with a struct virtio_net_hdr in front, so that checksums
    /// and segmentation stay undone between two virtual machines. QEMU sets the header's size and the offloads.
    /// </summary>
    /// <returns>A non-blocking descriptor.</returns>
    /// <exception cref="LinuxException">ENOENT, EPERM: the device is missing or not allowed; EBUSY: the name is in use.</exception>
    public static int OpenTap(string name)
    {
        if (name.Length is 0 or >= NameSize)
            throw new ArgumentException($"'{name}': an interface's name has 1 to {NameSize - 1} characters", nameof(name));
        var fd = Descriptor.Open(Device, Descriptor.ReadWrite | Descriptor.NonBlocking);
        var request = new InterfaceRequest { Flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
        Encoding.ASCII.GetBytes(name, new Span<byte>(request.Name, NameSize));
        if (ioctl(fd, TUNSETIFF, &request) == 0)
            return fd;
        var error = LinuxException.Last($"make the tap {name}");
        Descriptor.Close(fd);
        throw error;
    }

    /// <summary>Sets the size of the header in front of each frame, in bytes: 10 at first, 12 with a count of buffers.</summary>
    public static void SetHeaderSize(int tap, int bytes)
    {
        if (ioctl(tap, TUNSETVNETHDRSZ, &bytes) < 0)
            throw LinuxException.Last("TUNSETVNETHDRSZ");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);
}
