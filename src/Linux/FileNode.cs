using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// Making, naming and owning files by single system calls: a fraction of the code that System.IO runs for the same.
/// All return 0 (or what is said) or minus errno.
/// </summary>
public static partial class FileNode
{
    private const int AT_FDCWD = -100;
    private const int O_CLOEXEC = 0x80000;
    private const int O_PATH = 0x200000;
    private const int MaxPath = 4096;
    private const uint RENAME_NOREPLACE = 1;
    private const int SYS_openat2 = 437;
    private const ulong RESOLVE_NO_MAGICLINKS = 2, RESOLVE_NO_SYMLINKS = 4, RESOLVE_BENEATH = 8, RESOLVE_IN_ROOT = 16;

    public const uint CharacterDevice = 0x2000;
    public const uint BlockDevice = 0x6000;

    /// <summary>mkdir(2).</summary>
    public static int TryMakeFolder(string path, uint mode = 0x1ED) => Result(mkdir(path, mode));

    /// <summary>mknod(2).</summary>
    public static int TryMakeDevice(string path, uint kind, uint mode, uint major, uint minor) =>
        Result(mknod(path, kind | mode, major << 8 | (minor & 0xFF)));

    /// <summary>umask(2).</summary>
    public static void SetUmask(uint mask) => _ = umask(mask);

    /// <summary>The permission bits by stat(2), symbolic links followed; null where there is nothing.</summary>
    public static unsafe uint? Mode(string path)
    {
        // struct stat of x86-64: device, inode and link count are eight bytes each, then the mode.
        var status = stackalloc uint[36];
        return stat(path, status) < 0 ? null : status[6] & 0xFFF;
    }

    /// <summary>symlink(2).</summary>
    public static int TryLink(string content, string path) => Result(symlink(content, path));

    /// <summary>readlink(2).</summary>
    /// <returns>Null where it is no symbolic link.</returns>
    public static unsafe string? ReadLink(string path)
    {
        var buffer = stackalloc byte[MaxPath];
        var size = readlink(path, buffer, MaxPath);
        return size < 0 ? null : System.Text.Encoding.UTF8.GetString(buffer, (int)size);
    }

    /// <summary>unlink(2).</summary>
    public static int TryRemove(string path) => Result(unlink(path));

    /// <summary>rmdir(2).</summary>
    public static int TryRemoveFolder(string path) => Result(rmdir(path));

    /// <summary>renameat2(2) with RENAME_NOREPLACE.</summary>
    /// <returns>0, or minus errno: EEXIST where the new name is taken.</returns>
    public static int TryRename(string from, string to) => Result(renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE));

    /// <summary>rename(2): what has the new name already is replaced in one step.</summary>
    public static int TryReplace(string from, string to) => Result(renameat2(AT_FDCWD, from, AT_FDCWD, to, 0));

    /// <summary>fchown(2).</summary>
    public static int TryOwn(int fd, uint uid, uint? gid = null) => Result(fchown(fd, uid, gid ?? uint.MaxValue));

    /// <summary>chown(2).</summary>
    public static int TryOwn(string path, uint uid, uint gid) => Result(chown(path, uid, gid));

    /// <summary>access(2) for F_OK: symbolic links are followed.</summary>
    public static bool Exists(string path) => access(path, 0) == 0;

    /// <summary>A handle that only names a file or folder: open(2), O_PATH.</summary>
    public static int Locate(string path)
    {
        var fd = openat(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);
        return fd < 0 ? throw LinuxException.Last($"open {path}") : fd;
    }

    /// <summary>openat(2), close-on-exec.</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryOpenAt(int folder, string path, int flags)
    {
        var fd = openat(folder, path, flags | O_CLOEXEC, 0);
        return fd < 0 ? -Marshal.GetLastPInvokeError() : fd;
    }

    /// <summary>openat2(2): mounts are crossed; no link is followed, and nothing above the folder is reached.</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryOpenBelow(int folder, string path, int flags) =>
        TryOpen(folder, path, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);

    /// <summary>openat2(2): as a process with that root would; links lead nowhere outside it.</summary>
    /// <returns>The descriptor, or minus errno.</returns>
    public static int TryOpenInRoot(int root, string path, int flags) => TryOpen(root, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

    private static unsafe int TryOpen(int folder, string path, int flags, ulong resolve)
    {
        var how = stackalloc ulong[3];
        (how[0], how[1], how[2]) = ((ulong)(flags | O_CLOEXEC), 0, resolve);
        var fd = syscall(SYS_openat2, folder, path, how, 3 * sizeof(ulong));
        return fd < 0 ? -Marshal.GetLastPInvokeError() : (int)fd;
    }

    private static int Result(int returned) => returned < 0 ? -Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mknod(string path, uint mode, nuint device);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int stat(string path, uint* status);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int symlink(string content, string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint readlink(string path, byte* into, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(int fd, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int folder, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint syscall(nint number, nint folder, string path, ulong* how, nint size);
}
