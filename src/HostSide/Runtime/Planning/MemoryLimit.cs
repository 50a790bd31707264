using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// The container's memory limits, raised by what the VM costs beyond the guest's memory, so that QEMU is never killed
/// by the limit that was meant for the workload.
/// </summary>
public static class MemoryLimit
{
    public const long MiB = 1024 * 1024;

    /// <summary>QEMU, virtiofsd and the supervisor with their page tables and buffers.</summary>
    public const long FixedOverhead = 160 * MiB;

    /// <summary>One part in so many of the guest's memory: page tables, virtio queues, TCG's translations.</summary>
    public const long ShareOfGuest = 16;

    /// <returns>In bytes; null where there is none.</returns>
    public static long? Of(JsonObject? resources) =>
        resources.Object("memory").Number("limit") is > 0 and var limit ? limit
        : long.TryParse(resources.Object("unified").Text("memory.max"), out var unified) ? unified
        : null;

    public static long Overhead(long guestMiB) => FixedOverhead + guestMiB * MiB / ShareOfGuest;

    /// <summary>Raises limit, memory+swap and reservation by the same amount, so that they stay in order.</summary>
    public static void Raise(JsonObject? resources, long guestMiB)
    {
        var overhead = Overhead(guestMiB);
        foreach (var name in new[] { "limit", "swap", "reservation" })
            if (resources.Object("memory").Number(name) is > 0 and var bytes)
                resources.Object("memory")![name] = Sum(bytes, overhead);
        // cgroup v2's own names, which runc writes after what it derives from the above (config-linux.md, "Unified").
        foreach (var name in new[] { "memory.max", "memory.high" })
            if (long.TryParse(resources.Object("unified").Text(name), out var bytes))
                resources.Object("unified")![name] = $"{Sum(bytes, overhead)}";
    }

    private static long Sum(long bytes, long overhead) => bytes > long.MaxValue - overhead ? long.MaxValue : bytes + overhead;
}
