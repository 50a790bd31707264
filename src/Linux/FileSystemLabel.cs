using System.Runtime.InteropServices;
using System.Text;

namespace Dkvm.Linux;

/// <summary>The label of a mounted ext4, btrfs or xfs: FS_IOC_GETFSLABEL, FS_IOC_SETFSLABEL (include/uapi/linux/fs.h).</summary>
public static partial class FileSystemLabel
{
    private const int FSLABEL_MAX = 256;
    private const nuint FS_IOC_GETFSLABEL = 0x81009431;
    private const nuint FS_IOC_SETFSLABEL = 0x41009432;

    /// <param name="folder">A descriptor of any folder in it.</param>
    /// <returns>Null where it has none that can be read.</returns>
    public static unsafe string? Of(int folder)
    {
        Span<byte> label = stackalloc byte[FSLABEL_MAX];
        fixed (byte* p = label)
            if (ioctl(folder, FS_IOC_GETFSLABEL, p) < 0)
                return null;
        return Encoding.UTF8.GetString(label[..Math.Max(label.IndexOf((byte)0), 0)]);
    }

    /// <exception cref="LinuxException">Such as EROFS.</exception>
    public static unsafe void Clear(int folder)
    {
        Span<byte> label = stackalloc byte[FSLABEL_MAX];
        label.Clear();
        fixed (byte* p = label)
            if (ioctl(folder, FS_IOC_SETFSLABEL, p) < 0)
                throw LinuxException.Last("set the label of a file system");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, byte* label);
}
