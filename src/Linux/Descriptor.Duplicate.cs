using System.Runtime.InteropServices;

namespace Dkvm.Linux;

public static partial class Descriptor
{
    private const int F_DUPFD_CLOEXEC = 1030;

    /// <summary>fcntl(2), F_DUPFD_CLOEXEC: the same open file under a second number.</summary>
    public static int Duplicate(int fd)
    {
        var copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        return copy < 0 ? throw LinuxException.Last($"duplicate {fd}") : copy;
    }
}
