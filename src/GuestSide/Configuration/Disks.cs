using System.Globalization;
using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.GuestSide.Boot;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>Virtio disks, which sysfs lists with the serial numbers that the host gave them.</summary>
internal sealed class Disks(KernelModules modules, KernelFolders folders)
{
    private const string Folder = "block";
    private const int ModeOfNode = 0x1B0; // rw-rw----
    private const uint DiskGroup = 6; // Debian's, and everybody's

    /// <summary>A machine that is emulated on a busy host takes seconds to find a disk.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, string> _names = [];

    /// <summary>Nodes for the disks that the workload was given as devices.</summary>
    /// <exception cref="DkvmException">A disk is not there.</exception>
    public void MakeNodes(IReadOnlyList<DevicePlan> devices)
    {
        foreach (var device in devices)
            MakeNode(device);
    }

    /// <summary>A node by the kernel's name for the disk, such as /dev/vda.</summary>
    /// <returns>Its path.</returns>
    public string MakeNode(string serial, string purpose)
    {
        var path = $"{DeviceFolder.Path}/{NameOf(serial, purpose)}";
        MakeNode(new(path, serial, ModeOfNode, 0, DiskGroup));
        return path;
    }

    /// <summary>Where it is not there yet, as in a machine that has just been given it, it is waited for.</summary>
    private string NameOf(string serial, string purpose)
    {
        if (TryNameOf(serial) is { } known)
            return known;
        using var events = new UeventSocket();
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            if (TryNameOf(serial) is { } name)
                return name;
            if (deadline - Environment.TickCount64 is var left && (left <= 0 || !events.Wait(TimeSpan.FromMilliseconds(left))))
                throw new DkvmException($"the guest does not find the disk for {purpose}");
        }
    }

    private string? TryNameOf(string serial)
    {
        if (_names.TryGetValue(serial, out var known))
            return known;
        modules.LoadDisks();
        foreach (var name in FolderListing.Names(folders.System, Folder))
            if (SmallFile.TryRead($"{Folder}/{name}/serial", at: folders.System)?.Trim() is { Length: > 0 } found)
                _names[found] = name;
        return _names.GetValueOrDefault(serial);
    }

    private void MakeNode(DevicePlan device)
    {
        var name = NameOf(device.Serial, device.Path);
        if (SmallFile.TryRead($"{Folder}/{name}/dev", at: folders.System)?.Trim().Split(':') is not [var major, var minor])
            throw new DkvmException($"the guest does not find the disk for {device.Path}");
        Folders.Make(device.Path[..device.Path.LastIndexOf('/')]);
        FileNode.TryRemove(device.Path); // as runc: what is in its place goes
        var result = FileNode.TryMakeDevice(
            device.Path, FileNode.BlockDevice, (uint)device.Mode, uint.Parse(major, CultureInfo.InvariantCulture), uint.Parse(minor, CultureInfo.InvariantCulture));
        if (result == 0)
            result = FileNode.TryOwn(device.Path, device.Uid, device.Gid);
        if (result < 0)
            throw new LinuxException($"make {device.Path}", -result);
    }
}
