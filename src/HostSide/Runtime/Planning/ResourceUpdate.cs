using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Rewriting;

namespace Dkvm.HostSide.Planning;

/// <summary>docker update: what changes in the VM. Its container's own limits stay above what the VM can use.</summary>
/// <param name="MemoryMiB">The machine's memory that the guest is to use, in MiB; null where it stays as it is.</param>
/// <param name="Vcpus">Likewise; the container's quota holds for them besides.</param>
public sealed record ResourceUpdate(int? MemoryMiB, int? Vcpus)
{
    /// <param name="resources">As runc's update takes them (config-linux.md, "Control groups"); the limits in it are raised.</param>
    /// <param name="machine">As it was started.</param>
    /// <param name="hostCpus">How many the host has.</param>
    /// <exception cref="DkvmException">No guest can go on in so little memory.</exception>
    public static ResourceUpdate Make(JsonObject resources, MachinePlan machine, int hostCpus)
    {
        var memory = MemoryLimit.Of(resources) is { } limit ? Memory((int)Math.Min(limit / MemoryLimit.MiB, OptionForms.MostMemoryMiB), machine) : (int?)null;
        MemoryLimit.Raise(resources, machine, atLeast: machine.MemoryMiB * MemoryLimit.MiB);
        ResourceRewrite.RaiseTasks(resources);
        var cpu = resources.Object("cpu");
        var limitsCpus = cpu.Number("quota") is > 0 || cpu.Text("cpus") is { Length: > 0 };
        return new(memory, limitsCpus ? Math.Min(MachinePlanner.Vcpus(cpu, hostCpus), machine.Vcpus) : null);
    }

    private static int Memory(int limit, MachinePlan machine) => limit < OptionForms.LeastMemoryMiB
        ? throw new DkvmException(
            $"a memory limit of {limit} MiB: no kernel goes on in less than {OptionForms.LeastMemoryMiB} MiB", remedy: $"give --memory {OptionForms.LeastMemoryMiB}m or more")
        : Math.Min(limit, machine.MemoryMiB) + MachineMemory.KernelShareMiB(machine.MemoryMiB);
}
