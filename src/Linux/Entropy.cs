using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The kernel's random generator, getrandom(2): the base library's own needs OpenSSL.</summary>
public static partial class Entropy
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
}
