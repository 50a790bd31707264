using Dkvm.Contract;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The file system of a disk, mounted where the workload expects it. A new one first gets what the image has at that
/// place, as a new volume does.
/// </summary>
internal static class DiskMount
{
    public static bool Is(MountPlan plan) => plan.Type is "ext4" or "btrfs" or "xfs";

    /// <param name="plan">Its source is a serial.</param>
    /// <param name="disks">Of this machine.</param>
    /// <exception cref="DkvmException">The kernel does not take it for such a file system.</exception>
    public static void Make(MountPlan plan, Disks disks)
    {
        var node = disks.MakeNode(plan.Source, plan.Destination);
        Folders.Make(plan.Destination);
        var before = Descriptor.Open(plan.Destination, Descriptor.ReadOnly);
        Attach(plan, node);
        var after = Descriptor.Open(plan.Destination, Descriptor.ReadOnly);
        if (FileSystemLabel.Of(after) == DiskLabel.New)
        {
            TreeCopy.Copy(before, after);
            Mount.SyncAll();
            FileSystemLabel.Clear(after);
        }
        Descriptor.Close(before);
        Descriptor.Close(after);
    }

    /// <summary>Those lines whose file system fstab(5) does not name yet.</summary>
    public static void EnterInFstab(IReadOnlyList<string> lines)
    {
        const string path = "/etc/fstab";
        if (lines.Count == 0)
            return;
        var there = SmallFile.TryRead(path) ?? "";
        var added = there.Length == 0 || there.EndsWith('\n') ? "" : "\n";
        foreach (var line in lines)
            if (!there.Contains(line[..line.IndexOf(' ')]))
                added += line + "\n";
        var file = Descriptor.TryOpen(path, Descriptor.WriteOnly | Descriptor.Create | Descriptor.Append, mode: 0x1A4);
        if (file < 0)
            return; // an image without /etc: nobody reads it there
        Descriptor.WriteAll(file, System.Text.Encoding.UTF8.GetBytes(added));
        Descriptor.Close(file);
    }

    private static void Attach(MountPlan plan, string node)
    {
        var options = MountOptions.Parse(plan.Options);
        var result = Mount.TryAttach(node, plan.Destination, plan.Type, options.Flags, options.Data);
        if (result == -Errno.ENODEV)
        {
            ModuleTree.Load(plan.Type);
            result = Mount.TryAttach(node, plan.Destination, plan.Type, options.Flags, options.Data);
        }
        if (result < 0)
            throw new DkvmException($"the disk for {plan.Destination} cannot be mounted as {plan.Type} ({Errno.Name(-result)}): its file is damaged, or the kernel does not know it");
    }
}
