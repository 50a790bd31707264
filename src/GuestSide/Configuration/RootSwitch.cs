using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The workload's root over virtiofs. It comes on top of the initramfs, as switch_root(8) does it: a root that is only
/// changed to could not make user namespaces or pivot_root(2). From then on the kernel resolves every path of ours,
/// symbolic links included, within the workload's root.
/// </summary>
/// <param name="initial">The initramfs.</param>
internal sealed class RootSwitch(InitialRoot initial)
{
    private const string Staging = "/root";

    /// <summary>
    /// The largest request that virtiofs makes with a queue of 1024 (fs/fuse/virtio_fs.c, max_pages). The kernel's own 128
    /// KiB make eight requests of it, each a way to virtiofsd and back: reading a file took 2.5 times as long.
    /// </summary>
    private const string ReadAheadKiB = "1024";

    private bool _mounted;

    /// <summary>
    /// Beside the initramfs, where nobody looks yet. A template has it mounted already, with nothing known of what is in it: the root
    /// that its machines have is another one, served by another virtiofsd.
    /// </summary>
    public void Mount()
    {
        if (_mounted)
            return;
        Linux.Mount.Attach(Paths.RootTag, Staging, "virtiofs");
        _mounted = true;
        // Mounts within it share its device (fuse_fill_super_submount). Without, files are only read more slowly.
        if (FileIdentity.Of(Staging, asKnown: true) is { Device: var (major, minor) })
            _ = SmallFile.TryWrite($"class/bdi/{major}:{minor}/read_ahead_kb", ReadAheadKiB, at: initial.System);
    }

    public void ToWorkload()
    {
        Mount();
        Linux.Mount.ChangeDirectory(Staging);
        Linux.Mount.Attach(".", "/", null, MountFlags.Move);
        Linux.Mount.ChangeRootToHere();
        Linux.Mount.ChangeDirectory("/");
    }

    /// <summary>
    /// Back to the initramfs, and everything of the workload's unmounted, which also writes out what was held back. virtiofs holds
    /// nothing back: what a process writes is the host's at once, and what it has mapped is when it ends (fs/fuse/file.c, fuse_vma_close).
    /// </summary>
    public void Undo()
    {
        Linux.Mount.ChangeDirectory(initial.Root);
        Linux.Mount.ChangeRootToHere();
        // The root below ours is covered by the workload's; walking up from it leads to what covers it.
        var result = Linux.Mount.TryDetachTree("/..");
        if (result < 0)
            GuestConsole.Write($"cannot unmount the root: {Errno.Name(-result)}");
        // For what somebody still held on to. Cheap where nothing is mounted any more.
        Linux.Mount.SyncAll();
    }
}
