using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The workload's root over virtiofs. It comes on top of the initramfs, as switch_root(8) does it: a root that is only
/// changed to could not make user namespaces or pivot_root(2). From then on the kernel resolves every path of ours,
/// symbolic links included, within the workload's root.
/// </summary>
internal static class RootSwitch
{
    private const string Staging = "/root";

    /// <summary>
    /// The largest request that virtiofs makes with a queue of 1024 (fs/fuse/virtio_fs.c, max_pages). The kernel's own 128
    /// KiB make eight requests of it, each a way to virtiofsd and back: reading a file took 2.5 times as long.
    /// </summary>
    private const string ReadAheadKiB = "1024";

    /// <param name="system">The machine's own /sys.</param>
    public static void ToWorkload(int system)
    {
        Mount.Attach(Paths.RootTag, Staging, "virtiofs");
        Mount.ChangeDirectory(Staging);
        Mount.Attach(".", "/", null, MountFlags.Move);
        Mount.ChangeRootToHere();
        Mount.ChangeDirectory("/");
        // Mounts within it share its device (fuse_fill_super_submount). Without, files are only read more slowly.
        if (FileIdentity.Of("/") is { Device: var (major, minor) })
            _ = SmallFile.TryWrite($"class/bdi/{major}:{minor}/read_ahead_kb", ReadAheadKiB, at: system);
    }

    /// <summary>
    /// Back to the initramfs, and everything of the workload's unmounted, which also writes out what was held back.
    /// </summary>
    public static void Undo(InitialRoot initial)
    {
        Mount.ChangeDirectory(initial.Root);
        Mount.ChangeRootToHere();
        // The root below ours is covered by the workload's; walking up from it leads to what covers it.
        var result = Mount.TryDetachTree("/..");
        if (result < 0)
            GuestConsole.Write($"cannot unmount the root: {Errno.Name(-result)}");
        // For what somebody still held on to. Cheap where nothing is mounted any more.
        Mount.SyncAll();
    }
}
