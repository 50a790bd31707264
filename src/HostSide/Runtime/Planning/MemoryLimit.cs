using System.Text.Json.Nodes;
using Dkvm.Contract;

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

    /// <summary>One part in so many of the guest's memory: page tables, virtio queues.</summary>
    public const long ShareOfGuest = 16;

    /// <returns>In bytes; null where there is none.</returns>
    public static long? Of(JsonObject? resources) =>
        resources.Object("memory").Number("limit") is > 0 and var limit ? limit
        : long.TryParse(resources.Object("unified").Text("memory.max"), out var unified) ? unified
        : null;

    public static long Overhead(MachinePlan machine) => FixedOverhead + MiB * (
        MachineMemory.KernelShareMiB(machine.MemoryMiB) + MachineMemory.MiB(machine.MemoryMiB) / ShareOfGuest
        + (machine.Accelerator == Accelerator.Tcg ? MachineMemory.TranslationsMiB : 0));

    /// <summary>Raises limit, memory+swap and reservation by the same amount, so that they stay in order.</summary>
    /// <param name="resources">Those of the container.</param>
    /// <param name="machine">The VM's.</param>
    /// <param name="atLeast">In bytes: what the limit has to be before anything comes on top.</param>
    public static void Raise(JsonObject? resources, MachinePlan machine, long atLeast = 0)
    {
        var overhead = Overhead(machine) + (Of(resources) is { } limit ? Math.Max(0, atLeast - limit) : 0);
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
