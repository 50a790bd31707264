using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// A copy of a part of the mount tree that is attached nowhere yet: open_tree(2), move_mount(2). Taken before a mount
/// hides the original, attached afterwards: a bind mount in two steps.
/// </summary>
public sealed partial class MountTree : IDisposable
{
    private const int SYS_open_tree = 428;
    private const int SYS_move_mount = 429;
    private const int AT_FDCWD = -100;
    private const int AT_RECURSIVE = 0x8000;
    private const int OPEN_TREE_CLONE = 1;
    private const int OPEN_TREE_CLOEXEC = 0x80000;
    private const int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private const int MOVE_MOUNT_T_SYMLINKS = 0x10;

    private readonly int _fd;

    private MountTree(int fd, bool isFolder) => (_fd, IsFolder) = (fd, isFolder);

    /// <summary>What it is attached to has to be a folder too, or a file.</summary>
    public bool IsFolder { get; }

    /// <exception cref="LinuxException">Such as ENOENT.</exception>
    public static MountTree Clone(string path)
    {
        var fd = syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
        return fd < 0
            ? throw LinuxException.Last($"take the mount at {path}")
            : new((int)fd, FileNode.Exists(path.TrimEnd('/') + "/."));
    }

    public void AttachAt(string path)
    {
        if (syscall(SYS_move_mount, _fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) < 0)
            throw LinuxException.Last($"bind mount at {path}");
    }

    public void Dispose() => Descriptor.Close(_fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint folder, string path, nint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, nint from, string fromPath, nint to, string toPath, nint flags);
}
