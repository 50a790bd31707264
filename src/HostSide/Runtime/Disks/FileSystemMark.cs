using System.Buffers.Binary;
using Dkvm.Linux;

namespace Dkvm.HostSide.Disks;

/// <summary>
/// Which file system a file holds, by its superblock: Documentation/filesystems/ext4/super.rst,
/// fs/xfs/libxfs/xfs_format.h, include/uapi/linux/btrfs_tree.h.
/// </summary>
public sealed record FileSystemMark(string FileSystem, Guid Uuid)
{
    private const int UuidSize = 16;

    private static readonly (string Name, int MagicAt, byte[] Magic, int UuidAt)[] Known =
    [
        ("xfs", 0, "XFSB"u8.ToArray(), 32),
        ("ext4", 1024 + 0x38, [0x53, 0xEF], 1024 + 0x68), // ext2 and ext3 as well: their features tell
        ("btrfs", 65536 + 64, "_BHRfS_M"u8.ToArray(), 65536 + 32),
    ];

    /// <summary>Extents or 64 bits (s_feature_incompat): only ext4 has them.</summary>
    private const uint OnlyExt4 = 0x40 | 0x80;
    private const int IncompatibleFeaturesAt = 1024 + 0x60;

    /// <param name="fd">Of a plain file.</param>
    /// <returns>Null where it holds none of these.</returns>
    public static FileSystemMark? Read(int fd)
    {
        foreach (var (name, magicAt, magic, uuidAt) in Known)
            if (Bytes(fd, magicAt, magic.Length).AsSpan().SequenceEqual(magic) && Bytes(fd, uuidAt, UuidSize) is { Length: UuidSize } uuid)
                return name != "ext4" || (FeaturesOf(fd) & OnlyExt4) != 0 ? new(name, new Guid(uuid, bigEndian: true)) : new("ext2", Guid.Empty);
        return null;
    }

    private static uint FeaturesOf(int fd) =>
        Bytes(fd, IncompatibleFeaturesAt, sizeof(uint)) is { Length: sizeof(uint) } features ? BinaryPrimitives.ReadUInt32LittleEndian(features) : 0;

    /// <returns>Fewer than asked for where the file ends.</returns>
    private static byte[] Bytes(int fd, int at, int count)
    {
        var bytes = new byte[count];
        if (Descriptor.TrySeek(fd, at, Descriptor.FromStart) != at)
            return [];
        var read = Descriptor.Read(fd, bytes);
        return bytes[..Math.Max(read, 0)];
    }
}
