using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

public enum FileKind
{
    Other,
    Regular,
    Directory,
    SymbolicLink,
    Socket,
    CharacterDevice,
    BlockDevice,
}

/// <summary>
/// What a file is, by statx(2); layout of struct statx: include/uapi/linux/stat.h. Device (of the file system) and inode
/// together are the same for two names of one file; major and minor are those of the device that a node stands for.
/// </summary>
public readonly partial record struct FileIdentity(
    FileKind Kind, (uint Major, uint Minor) Device, ulong Inode, uint Major, uint Minor)
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_STATX_DONT_SYNC = 0x4000;
    private const uint STATX_TYPE_AND_INO = 0x101;
    private const int Size = 256;

    /// <param name="path">The file's.</param>
    /// <param name="followLinks">Where it is a symbolic link, what it leads to.</param>
    /// <param name="asKnown">A server of its file system is not asked.</param>
    /// <returns>Null where there is no such file, or it cannot be looked at.</returns>
    public static unsafe FileIdentity? Of(string path, bool followLinks = true, bool asKnown = false)
    {
        var flags = (followLinks ? 0 : AT_SYMLINK_NOFOLLOW) | (asKnown ? AT_STATX_DONT_SYNC : 0);
        Span<byte> buffer = stackalloc byte[Size];
        fixed (byte* p = buffer)
            if (statx(AT_FDCWD, path, flags, STATX_TYPE_AND_INO, p) < 0)
                return null;
        var kind = (BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.SymbolicLink,
            0xC000 => FileKind.Socket,
            0x2000 => FileKind.CharacterDevice,
            0x6000 => FileKind.BlockDevice,
            _ => FileKind.Other,
        };
        return new(
            kind, (Word(buffer, 136), Word(buffer, 140)), BinaryPrimitives.ReadUInt64LittleEndian(buffer[32..]),
            Word(buffer, 128), Word(buffer, 132));
    }

    /// <summary>Two names of one file, wherever links lead.</summary>
    public static bool Same(string one, string other) =>
        Of(one) is { } a && Of(other) is { } b && a.Device == b.Device && a.Inode == b.Inode;

    private static uint Word(ReadOnlySpan<byte> buffer, int at) => BinaryPrimitives.ReadUInt32LittleEndian(buffer[at..]);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int folder, string path, int flags, uint mask, byte* buffer);
}
