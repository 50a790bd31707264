using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>The VM's hardware from what the container was given (config-linux.md, "Control groups").</summary>
public static class MachinePlanner
{
    /// <summary>The highest number that a Linux x86-64 kernel can give (CONFIG_NR_CPUS).</summary>
    private const int LastCpu = 8191;

    public static MachinePlan Make(JsonObject? resources, OptionValues options, HostFacts host, KernelPlanner kernel)
    {
        var accelerator = AcceleratorChoice.Make(options.Of(Options.Accel), host.Kvm);
        return new()
        {
            MemoryMiB = MemoryMiB(MemoryLimit.Of(resources), options),
            Vcpus = options.Has(Options.Cpus) ? options.Of(Options.Cpus) : Vcpus(resources.Object("cpu"), host.Cpus),
            Accelerator = accelerator.Accelerator,
            AcceleratorReason = accelerator.Reason,
            KernelDirectory = kernel.Kernel.InContainer,
            KernelReason = kernel.Reason,
            KernelAppend = options.Of(Options.KernelAppend) is { Length: > 0 } append ? append : null,
        };
    }

    /// <summary>
    /// The workload gets the whole limit: what the guest's kernel keeps for itself comes on top (<see cref="MachineMemory"/>), and
    /// what QEMU and its helpers need (<see cref="MemoryLimit"/>).
    /// </summary>
    public static int MemoryMiB(long? limitBytes, OptionValues options)
    {
        var limit = limitBytes / MemoryLimit.MiB;
        if (options.Has(Options.Memory))
            return options.Of(Options.Memory) is var asked && asked > limit
                ? throw new DkvmException(
                    $"{Options.Memory.Name} asks for {asked} MiB, more than the container's memory limit of {limit} MiB",
                    remedy: "raise --memory, or leave one of the two out")
                : asked;
        return limit switch
        {
            null => Options.DefaultMemoryMiB,
            < OptionForms.LeastMemoryMiB => throw new DkvmException(
                $"a memory limit of {limit} MiB: no kernel boots in less than {OptionForms.LeastMemoryMiB} MiB", remedy: $"give --memory {OptionForms.LeastMemoryMiB}m or more"),
            _ => (int)Math.Min(limit.Value, OptionForms.MostMemoryMiB),
        };
    }

    /// <summary>The quota rounded up, at most what the cpuset allows; else the cpuset; else all that we may use.</summary>
    public static int Vcpus(JsonObject? cpu, int hostCpus)
    {
        var available = Math.Min(CpuSet(cpu.Text("cpus") ?? "") is > 0 and var set ? set : hostCpus, OptionForms.MostVcpus);
        // The kernel's period where none is given: 100 ms (Documentation/scheduler/sched-bwc.rst).
        var period = cpu.Number("period") is > 0 and var given ? given : 100_000;
        return cpu.Number("quota") is > 0 and var quota
            ? (int)Math.Clamp((quota + period - 1) / period, 1, available)
            : available;
    }

    /// <summary>How many processors a list such as "0-3,8" names (cpuset(7), "List format").</summary>
    public static int CpuSet(string list)
    {
        var named = new HashSet<int>();
        foreach (var range in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], out var first) || !int.TryParse(ends[^1], out var last)
                || last < first || last > LastCpu)
                throw new DkvmException($"{list} is not a list of processors", remedy: "give --cpuset-cpus as 0-3 or 0,2");
            for (var i = first; i <= last; i++)
                named.Add(i);
        }
        return named.Count;
    }
}
