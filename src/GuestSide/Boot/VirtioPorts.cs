using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>Virtio-serial ports by the names that QEMU gives them: /sys/class/virtio-ports/vport0p1/name.</summary>
internal static class VirtioPorts
{
    private const string Class = "class/virtio-ports";

    /// <summary>
    /// Opens each, in the order of the names. The kernel adds ports from a worker of its own, so they may come after
    /// init has started: then this waits for the kernel to announce them.
    /// </summary>
    public static int[] Open(InitialRoot initial, params ReadOnlySpan<string> names)
    {
        var ports = new int[names.Length];
        if (TryOpen(initial, names, ports))
            return ports;
        using var events = new UeventSocket();
        while (!TryOpen(initial, names, ports))
            events.Wait();
        return ports;
    }

    /// <summary>Opens those that are there and still closed (0).</summary>
    private static bool TryOpen(InitialRoot initial, ReadOnlySpan<string> names, int[] ports)
    {
        foreach (var device in FolderListing.Names(initial.System, Class))
        {
            var name = SmallFile.TryRead($"{Class}/{device}/name", at: initial.System)?.TrimEnd('\n');
            if (name is null || names.IndexOf(name) is not (>= 0 and var index) || ports[index] != 0)
                continue;
            var fd = FileNode.TryOpenAt(initial.Devices, device, Descriptor.ReadWrite | Descriptor.NonBlocking);
            if (fd > 0)
                ports[index] = fd;
        }
        return !ports.AsSpan().Contains(0);
    }
}
