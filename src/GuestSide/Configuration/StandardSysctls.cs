using Dkvm.GuestSide.Boot;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// Kernel parameters that Docker gives each container with a network of its own (moby, daemon/oci_linux.go), set before a machine is
/// saved as a template, for the same reason as <see cref="StandardMounts"/>. A plan without them gets the kernel's own back.
/// </summary>
internal sealed class StandardSysctls
{
    private static readonly (string Name, string Value, string Kernels)[] All =
    [
        ("net.ipv4.ip_unprivileged_port_start", "0", "1024"),
        ("net.ipv4.ping_group_range", "0 2147483647", "1 0"),
    ];

    private readonly InitialRoot _initial;

    private StandardSysctls(InitialRoot initial) => _initial = initial;

    public static StandardSysctls Make(InitialRoot initial)
    {
        Sysctl.Set(initial, All.ToDictionary(s => s.Name, s => s.Value));
        Sysctl.Overcommit(initial);
        return new(initial);
    }

    /// <summary>What of the plan's is still to be set.</summary>
    public IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> plan)
    {
        var same = 0;
        foreach (var (name, value, _) in All)
            if (plan.TryGetValue(name, out var wanted) && wanted == value)
                same++;
        if (same == All.Length && plan.Count == same)
            return new Dictionary<string, string>();
        var rest = new Dictionary<string, string>(plan);
        foreach (var (name, value, kernels) in All)
            if (!plan.TryGetValue(name, out var wanted))
                rest[name] = kernels;
            else if (wanted == value)
                rest.Remove(name);
        return rest;
    }
}
