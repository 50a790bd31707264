using Dkvm.Contract;
using Dkvm.GuestSide.Configuration;
using Dkvm.GuestSide.Streams;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Workload;

/// <summary>What runc does for a container's process, made of a <see cref="ProcessPlan"/>.</summary>
internal static class Entrypoint
{
    private const int DefaultUmask = 0x12; // 0022: runc, where the specification gives none

    /// <summary>The request without streams.</summary>
    public static SpawnRequest Request(ProcessPlan plan, SyscallFilter? filter, ICollection<string> warnings)
    {
        var limits = new List<ResourceLimit>(plan.Rlimits.Count);
        foreach (var limit in plan.Rlimits)
            if (Rlimit.Number(limit.Type) is { } number)
                limits.Add(new(number, limit.Soft, limit.Hard));
            else
                warnings.Add($"the limit {limit.Type} is unknown to the guest's kernel; it was left out");
        return new()
        {
            Arguments = plan.Args,
            Environment = HomeFolder.AddTo(plan.Env, plan.Uid),
            Directory = plan.Cwd,
            ControllingTerminal = plan.Terminal,
            Limits = limits,
            User = new(plan.Uid, plan.Gid, plan.AdditionalGids),
            Capabilities = CapabilitiesOf(plan.Capabilities, warnings),
            NoNewPrivileges = plan.NoNewPrivileges,
            Filter = filter,
            Umask = (int?)plan.Umask ?? DefaultUmask,
            OomScoreAdj = plan.OomScoreAdj is 0 ? null : plan.OomScoreAdj,
        };
    }

    /// <summary>Pipes or a terminal, as the plan says.</summary>
    public static ProcessStreams Streams(ProcessPlan plan)
    {
        if (!plan.Terminal)
            return ProcessStreams.Pipes(plan.Uid, plan.NullStdin ? Descriptor.Open(DeviceFolder.Null, Descriptor.ReadOnly) : null);
        var (stdio, number) = ProcessStreams.OnTerminal(DeviceFolder.Multiplexer, plan.Uid, plan.Rows, plan.Columns);
        DeviceFolder.BindConsole(number);
        return stdio;
    }

    /// <summary>A plan without capabilities means a process without any, OCI config.md "capabilities".</summary>
    private static CapabilitySets CapabilitiesOf(CapabilityPlan? plan, ICollection<string> warnings)
    {
        if (plan is null)
            return CapabilitySets.None;
        var unknown = new List<string>();
        var sets = new CapabilitySets(
            Capability.Mask(plan.Bounding, unknown), Capability.Mask(plan.Effective, unknown),
            Capability.Mask(plan.Permitted, unknown), Capability.Mask(plan.Inheritable, unknown),
            Capability.Mask(plan.Ambient, unknown));
        foreach (var name in unknown)
            if (!warnings.Contains(Unknown(name)))
                warnings.Add(Unknown(name));
        return sets;
    }

    private static string Unknown(string capability) => $"the capability {capability} is unknown to the guest; it was left out";
}
