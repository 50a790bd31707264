using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>mount(2) flags: include/uapi/linux/mount.h.</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSuid = 0x2,
    NoDev = 0x4,
    NoExec = 0x8,
    Synchronous = 0x10,
    Remount = 0x20,
    MandatoryLock = 0x40,
    DirSync = 0x80,
    NoSymFollow = 0x100,
    NoAtime = 0x400,
    NoDirAtime = 0x800,
    Bind = 0x1000,
    Move = 0x2000,
    Recursive = 0x4000,
    Silent = 0x8000,
    Unbindable = 0x2_0000,
    Private = 0x4_0000,
    Slave = 0x8_0000,
    Shared = 0x10_0000,
    RelAtime = 0x20_0000,
    IVersion = 0x80_0000,
    StrictAtime = 0x100_0000,
    LazyTime = 0x200_0000,
}

/// <summary>mount(2), umount2(2), chroot(2).</summary>
public static partial class Mount
{
    private const int MNT_DETACH = 2;
    private const int CLONE_FS = 0x200;
    private const int CLONE_NEWNS = 0x2_0000;

    /// <returns>0, or minus errno.</returns>
    public static int TryAttach(string? source, string target, string? type, MountFlags flags = 0, string? data = null) =>
        mount(source, target, type, (nuint)flags, data) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    public static void Attach(string? source, string target, string? type, MountFlags flags = 0, string? data = null)
    {
        var result = TryAttach(source, target, type, flags, data);
        if (result < 0)
            throw new LinuxException($"mount {type ?? source} at {target}", -result);
    }

    /// <summary>
    /// Takes a mount and all below it out of the tree, MNT_DETACH. What nobody uses is unmounted when this returns.
    /// </summary>
    /// <returns>0, or minus errno.</returns>
    public static int TryDetachTree(string target) =>
        umount2(target, MNT_DETACH) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    /// <summary>chroot(2) to the working directory.</summary>
    public static void ChangeRootToHere()
    {
        if (chroot(".") < 0)
            throw LinuxException.Last("chroot");
    }

    public static void ChangeDirectory(string path)
    {
        if (chdir(path) < 0)
            throw LinuxException.Last($"chdir {path}");
    }

    public static void ChangeDirectory(int fd)
    {
        if (fchdir(fd) < 0)
            throw LinuxException.Last("fchdir");
    }

    /// <summary>
    /// The calling thread has a root, a working directory and a tree of mounts of its own from now on: unshare(2), CLONE_FS and
    /// CLONE_NEWNS.
    /// </summary>
    public static void HaveOwnTree()
    {
        if (unshare(CLONE_FS | CLONE_NEWNS) < 0)
            throw LinuxException.Last("unshare");
    }

    /// <summary>sync(2): every file system of the machine.</summary>
    public static void SyncAll() => sync();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chroot(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chdir(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchdir(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc")]
    private static partial void sync();
}
