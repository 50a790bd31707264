using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// What tells that an open file is still the same with the same content, by statx(2): nobody can set the time of the last
/// change of an inode (ctime), and two files of one file system with one inode number are never there at one time.
/// </summary>
/// <param name="IsRegular">No folder, device, pipe or socket.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Changed">Nanoseconds since the epoch.</param>
public readonly partial record struct FileStamp(bool IsRegular, ulong Inode, long Size, long Changed)
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7FF;

    /// <param name="fd">Open.</param>
    /// <exception cref="LinuxException">It cannot be looked at.</exception>
    public static unsafe FileStamp Of(int fd)
    {
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* p = buffer)
            if (statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, p) < 0)
                throw LinuxException.Last("statx");
        return new(
            (BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]) & 0xF000) == 0x8000, BinaryPrimitives.ReadUInt64LittleEndian(buffer[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(buffer[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(buffer[96..]) * 1_000_000_000 + BinaryPrimitives.ReadUInt32LittleEndian(buffer[104..]));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* buffer);
}
