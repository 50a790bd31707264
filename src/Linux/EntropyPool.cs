<<<<<<< HEAD
using System.Buffers.Binary;
=======
>>>>>>> main
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

<<<<<<< HEAD
/// <summary>The input side of the random number generator, random(4).</summary>
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
        int result;
        fixed (byte* p = info)
            result = ioctl(device, RNDADDENTROPY, p) < 0 ? -1 : ioctl(device, RNDRESEEDCRNG, null);
        var error = LinuxException.Last("add entropy");
        Descriptor.Close(device);
        if (result < 0)
            throw error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, void* argument);
=======
/// <summary>The kernel's random generator, getrandom(2): the base library's own needs OpenSSL.</summary>
public static partial class EntropyPool
{
    public static unsafe byte[] Take(int count)
    {
        var bytes = new byte[count];
        var done = 0;
        fixed (byte* p = bytes)
        {
            while (done < count)
            {
                var n = getrandom(p + done, (nuint)(count - done), 0);
                if (n < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw LinuxException.Last("getrandom");
                done += (int)Math.Max(n, 0);
            }
        }
        return bytes;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint getrandom(byte* into, nuint count, uint flags);
>>>>>>> main
}
