using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// FIFREEZE and FITHAW, include/uapi/linux/fs.h: a frozen file system is consistent on its disk, and every write to it
/// waits until it is thawed. They need CAP_SYS_ADMIN.
/// </summary>
public static partial class FileFreeze
{
    private const nuint FIFREEZE = 0xC004_5877;
    private const nuint FITHAW = 0xC004_5878;

    /// <returns>0, or minus errno: EBUSY where it is frozen already, EOPNOTSUPP where it cannot be.</returns>
    public static int TryFreeze(int fd) => Do(fd, FIFREEZE);

    /// <returns>0, or minus errno: EINVAL where it is not frozen.</returns>
    public static int TryThaw(int fd) => Do(fd, FITHAW);

    private static int Do(int fd, nuint request) => ioctl(fd, request, 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, nint argument);
}
