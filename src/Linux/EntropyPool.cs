using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The input side of the kernel's random generator, random(4).</summary>
public static partial class EntropyPool
{
    private const nuint RNDADDENTROPY = 0x40085203;
    private const nuint RNDRESEEDCRNG = 0x5207;

    /// <summary>
    /// Adds bytes that count as fully random, and has the generator use them at once: a guest that was restored from a
    /// template must not go on with the template's state.
    /// </summary>
    public static unsafe void Add(ReadOnlySpan<byte> random)
    {
        // struct rand_pool_info: bits, bytes, then the bytes.
        var info = new byte[8 + random.Length];
        BinaryPrimitives.WriteInt32LittleEndian(info, random.Length * 8);
        BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(4), random.Length);
        random.CopyTo(info.AsSpan(8));
        var device = Descriptor.Open("/dev/random", Descriptor.ReadWrite);
        var errno = 0;
        fixed (byte* p = info)
            if (ioctl(device, RNDADDENTROPY, p) < 0 || ioctl(device, RNDRESEEDCRNG, null) < 0)
                errno = Marshal.GetLastPInvokeError();
        Descriptor.Close(device);
        if (errno != 0)
            throw new LinuxException("add entropy", errno);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, void* argument);
}
