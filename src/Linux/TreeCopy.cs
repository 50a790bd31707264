using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// Copies what is in a folder into another, with all that cp -a keeps: kinds, owners, permission bits, times, holes, hard
/// links, extended attributes. Names are bytes. What exists there already is replaced, so that a copy that was cut
/// short can be made again. Of other file systems mounted below, the mount point alone is copied.
/// </summary>
public sealed partial class TreeCopy
{
    private const int Kinds = 0xF000, Folder = 0x4000, Regular = 0x8000, SymbolicLink = 0xA000;

    private readonly Dictionary<ulong, byte[]> _linked = [];
    private readonly byte[] _attributeNames = new byte[MostAttributes];
    private readonly byte[] _attribute = new byte[MostAttributes];
    private readonly int _to;
    private readonly ulong _device;

    private TreeCopy(int to, ulong device) => (_to, _device) = (to, device);

    /// <param name="from">A folder.</param>
    /// <param name="to">A folder, which gets owner and permission bits of <paramref name="from"/> as well.</param>
    /// <exception cref="LinuxException">Such as ENOSPC.</exception>
    public static void Copy(int from, int to)
    {
        var root = Status(from, [0]);
        var copy = new TreeCopy(to, root.Device);
        copy.CopyContent(from, to, []);
        Keep(to, [0], root);
        copy.KeepAttributes(from, to);
    }

    /// <param name="path">Of the folder below the root of the copy, with a slash behind each name.</param>
    private void CopyContent(int from, int to, byte[] path)
    {
        foreach (var name in FolderListing.ByteNames(from))
        {
            var status = Status(from, name);
            if ((status.Mode & Kinds) == Folder)
                CopyFolder(from, to, name, status, path);
            else
                CopyOther(from, to, name, status, path);
        }
    }

    private void CopyFolder(int from, int to, byte[] name, FileStatus status, byte[] path)
    {
        if (mkdirat(to, name, 0x1C0) < 0 && Marshal.GetLastPInvokeError() != Errno.EEXIST)
            throw LinuxException.Last($"mkdir {Text(path, name)}");
        var target = OpenAt(to, name, OpenFolder, path);
        if (status.Device == _device)
        {
            var source = OpenAt(from, name, OpenFolder, path);
            CopyContent(source, target, [.. path, .. name.AsSpan()[..^1], (byte)'/']);
            KeepAttributes(source, target);
            Descriptor.Close(source);
        }
        Descriptor.Close(target);
        Keep(to, name, status);
    }

    private void CopyOther(int from, int to, byte[] name, FileStatus status, byte[] path)
    {
        _ = unlinkat(to, name, 0);
        if (status.Links > 1)
        {
            if (_linked.TryGetValue(status.Inode, out var first))
            {
                Check(linkat(_to, first, to, name, 0), "link", path, name);
                return;
            }
            _linked[status.Inode] = [.. path, .. name];
        }
        switch (status.Mode & Kinds)
        {
            case Regular:
                CopyFile(from, to, name, status, path);
                break;
            case SymbolicLink:
                Check(symlinkat(Target(from, name), to, name), "symlink", path, name);
                break;
            default:
                Check(mknodat(to, name, (uint)status.Mode, status.DeviceOfNode), "mknod", path, name);
                break;
        }
        Keep(to, name, status);
    }

    private void CopyFile(int from, int to, byte[] name, FileStatus status, byte[] path)
    {
        var source = OpenAt(from, name, OpenFile, path);
        var target = OpenAt(to, name, MakeFile, path);
        SparseFile.Copy(source, target);
        Check(Descriptor.TrySetSize(target, status.Size), "write", path, name);
        KeepAttributes(source, target);
        Descriptor.Close(source);
        Descriptor.Close(target);
    }

    /// <summary>Owner, then mode, which a change of owner takes bits from; then times.</summary>
    private static unsafe void Keep(int folder, byte[] name, FileStatus status)
    {
        var flags = name.Length > 1 ? AT_SYMLINK_NOFOLLOW : AT_EMPTY_PATH;
        Check(fchownat(folder, name, status.Uid, status.Gid, flags), "chown", [], name);
        if ((status.Mode & Kinds) != SymbolicLink)
            Check(name.Length > 1 ? fchmodat(folder, name, (uint)status.Mode & 0xFFF, 0) : fchmod(folder, (uint)status.Mode & 0xFFF), "chmod", [], name);
        var times = stackalloc long[4];
        (times[0], times[1], times[2], times[3]) = (status.Accessed.Seconds, status.Accessed.Nanoseconds, status.Modified.Seconds, status.Modified.Nanoseconds);
        if (name.Length > 1)
            Check(utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW), "set times of", [], name);
    }

    /// <summary>Those that the file system there does not take are left out, as cp does.</summary>
    private unsafe void KeepAttributes(int from, int to)
    {
        fixed (byte* n = _attributeNames, v = _attribute)
        {
            var size = (int)flistxattr(from, n, MostAttributes);
            for (var at = 0; at < size; at += _attributeNames.AsSpan(at).IndexOf((byte)0) + 1)
                if (fgetxattr(from, n + at, v, MostAttributes) is >= 0 and var length)
                    _ = fsetxattr(to, n + at, v, (nuint)length, 0);
        }
    }

    private static byte[] Target(int folder, byte[] name)
    {
        var target = new byte[MostPath];
        var size = readlinkat(folder, name, target, (nuint)target.Length - 1);
        return size < 0 ? throw LinuxException.Last("readlink") : target[..((int)size + 1)];
    }

    private static FileStatus Status(int folder, byte[] name)
    {
        var buffer = new byte[256];
        if (statx(folder, name, AT_SYMLINK_NOFOLLOW | (name.Length > 1 ? 0 : AT_EMPTY_PATH), STATX_BASIC_STATS, buffer) < 0)
            throw LinuxException.Last($"stat {Text([], name)}");
        return new(buffer);
    }

    private static int OpenAt(int folder, byte[] name, int flags, byte[] path)
    {
        var fd = openat(folder, name, flags, 0x180);
        return fd < 0 ? throw LinuxException.Last($"open {Text(path, name)}") : fd;
    }

    private static void Check(int result, string what, byte[] path, byte[] name)
    {
        if (result < 0)
            throw LinuxException.Last($"{what} {Text(path, name)}");
    }

    private static string Text(byte[] path, byte[] name) =>
        System.Text.Encoding.UTF8.GetString(path) + System.Text.Encoding.UTF8.GetString(name).TrimEnd('\0');

    /// <summary>struct statx: include/uapi/linux/stat.h.</summary>
    private readonly struct FileStatus(byte[] statx)
    {
        public uint Links => Word(16);

        public uint Uid => Word(20);

        public uint Gid => Word(24);

        public int Mode => BinaryPrimitives.ReadUInt16LittleEndian(statx.AsSpan(28));

        public ulong Inode => (ulong)Long(32);

        public long Size => Long(40);

        public (long Seconds, long Nanoseconds) Accessed => (Long(64), Word(72));

        public (long Seconds, long Nanoseconds) Modified => (Long(112), Word(120));

        /// <summary>makedev(3).</summary>
        public ulong DeviceOfNode => DeviceAt(128);

        public ulong Device => DeviceAt(136);

        private ulong DeviceAt(int at)
        {
            ulong major = Word(at), minor = Word(at + 4);
            return (major & 0xFFF) << 8 | (major & ~0xFFFUL) << 32 | (minor & 0xFF) | (minor & ~0xFFUL) << 12;
        }

        private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(statx.AsSpan(at));

        private long Long(int at) => BinaryPrimitives.ReadInt64LittleEndian(statx.AsSpan(at));
    }
}
