using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>What statfs(2) says of the file system that a path lies on.</summary>
/// <param name="IsTmpfs">Its type is TMPFS_MAGIC (include/uapi/linux/magic.h).</param>
/// <param name="Bytes">Its whole size; 0 for a tmpfs without limit.</param>
public readonly partial record struct FileSystemSize(bool IsTmpfs, ulong Bytes)
{
    private const long TMPFS_MAGIC = 0x01021994;

    /// <summary>struct statfs of x86-64: f_type, f_bsize, f_blocks, then what is of no use here; 120 bytes.</summary>
    private const int Words = 15;

    /// <returns>Null where the path cannot be asked for.</returns>
    public static unsafe FileSystemSize? Of(string path)
    {
        var buffer = stackalloc long[Words];
        return statfs(path, buffer) < 0 ? null : new(buffer[0] == TMPFS_MAGIC, (ulong)(buffer[1] * buffer[2]));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statfs(string path, long* buffer);
}
