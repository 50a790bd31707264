namespace Dkvm.Contract;

/// <summary>
/// Everything a guest, which starts knowing nothing, has to know: the argument of the agent's <c>dkvm-configure</c>.
/// </summary>
public sealed record GuestPlan
{
    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    /// <summary>
    /// In order, after the root is mounted. Bind mounts and volumes lie below the root already and are not here, except
    /// those that an earlier mount of this list would hide, such as a file below a tmpfs: type "bind", whose source and
    /// destination are the path in the root as it was before the first mount of this list. The source of a disk's file
    /// system is the disk's serial.
    /// </summary>
    public IReadOnlyList<MountPlan> Mounts { get; init; } = [];

    /// <summary>Lines of fstab(5) for the disks among <see cref="Mounts"/>.</summary>
    public IReadOnlyList<string> Fstab { get; init; } = [];

    /// <summary>Nodes of disks, in the workload's /dev.</summary>
    public IReadOnlyList<DevicePlan> Devices { get; init; } = [];

    public bool ReadonlyRoot { get; init; }

    /// <summary>The entrypoint is systemd: the power button is its own signal, and an ordered end of it is a success.</summary>
    public bool InitSystem { get; init; }

    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];

    /// <summary>Dotted names as in <c>sysctl(8)</c>.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();

    public required ProcessPlan Process { get; init; }

    /// <summary>The filter for all of the workload's processes; filled in by the supervisor from <see cref="LaunchPlan.Seccomp"/>.</summary>
    public SeccompFilter? Seccomp { get; init; }

    /// <summary>Filled in by the supervisor from what the container's network namespace holds.</summary>
    public NetworkPlan Network { get; init; } = new();

    /// <summary>The host's clock in nanoseconds since the epoch, filled in by the supervisor.</summary>
    public long UnixTimeNanoseconds { get; init; }

    /// <summary>Random bytes for the guest's generator, filled in by the supervisor.</summary>
    public byte[] Entropy { get; init; } = [];
}

/// <summary>A mount as in the OCI runtime specification, config.md "Mounts".</summary>
public sealed record MountPlan(string Type, string Destination, string Source, IReadOnlyList<string> Options);

/// <summary>A device node of a disk, as in the OCI runtime specification, config-linux.md "Devices".</summary>
/// <param name="Path">Where the workload expects it.</param>
/// <param name="Serial">Which disk.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record DevicePlan(string Path, string Serial, int Mode, uint Uid, uint Gid);

/// <summary>A process as in the OCI runtime specification, config.md "Process", with ids already resolved.</summary>
public sealed record ProcessPlan
{
    public required IReadOnlyList<string> Args { get; init; }

    public IReadOnlyList<string> Env { get; init; } = [];

    public string Cwd { get; init; } = "/";

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    public uint? Umask { get; init; }

    public bool Terminal { get; init; }

    public int Rows { get; init; }

    public int Columns { get; init; }

    /// <summary>The container's stdin is /dev/null, so the workload's is too; filled in by the supervisor.</summary>
    public bool NullStdin { get; init; }

    public CapabilityPlan? Capabilities { get; init; }

    public IReadOnlyList<RlimitPlan> Rlimits { get; init; } = [];

    public bool NoNewPrivileges { get; init; }

    public int? OomScoreAdj { get; init; }

    /// <summary>Environment values are often secrets: only their names are printed.</summary>
    public override string ToString() =>
        $"{string.Join(' ', Args)} (uid {Uid}, gid {Gid}, cwd {Cwd}, env {string.Join(' ', Env.Select(e => e.Split('=')[0]))})";
}

/// <summary>Capability sets by their names (CAP_…), capabilities(7).</summary>
public sealed record CapabilityPlan
{
    public IReadOnlyList<string> Bounding { get; init; } = [];

    public IReadOnlyList<string> Effective { get; init; } = [];

    public IReadOnlyList<string> Inheritable { get; init; } = [];

    public IReadOnlyList<string> Permitted { get; init; } = [];

    public IReadOnlyList<string> Ambient { get; init; } = [];
}

/// <summary>A resource limit, getrlimit(2); <see cref="Type"/> is RLIMIT_…, the highest value means "unlimited".</summary>
public sealed record RlimitPlan(string Type, ulong Soft, ulong Hard);

/// <summary>The container's network as the guest is to have it.</summary>
public sealed record NetworkPlan
{
    public IReadOnlyList<InterfacePlan> Interfaces { get; init; } = [];

    public IReadOnlyList<RoutePlan> Routes { get; init; } = [];

    /// <summary>The container uses Docker's own DNS server at 127.0.0.11, so the guest relays to it.</summary>
    public bool RelayDns { get; init; }

    /// <summary>No interface of the container has IPv6, lo neither: net.ipv6.conf.*.disable_ipv6.</summary>
    public bool DisableIpv6 { get; init; }
}

/// <summary>One interface: found in the guest by its card, then named and addressed.</summary>
/// <param name="Name">As in the container, such as eth0.</param>
/// <param name="Mac">Six bytes, colon-separated, lower case.</param>
/// <param name="Mtu">In bytes.</param>
/// <param name="Addresses">CIDR form, IPv4 and IPv6.</param>
/// <param name="Card">The MAC that the guest's card has until it gets <paramref name="Mac"/>; null where it has that already.</param>
public sealed record InterfacePlan(string Name, string Mac, int Mtu, IReadOnlyList<string> Addresses, string? Card = null);

/// <param name="Destination">CIDR form, or null for the default route.</param>
/// <param name="Gateway">Null for a route on the link.</param>
/// <param name="Interface">The interface's name in the container.</param>
/// <param name="Source">The preferred source address, or null.</param>
/// <param name="Metric">The route's priority, or null.</param>
/// <param name="Ipv6">A default route has no address to tell its family by.</param>
public sealed record RoutePlan(
    string? Destination, string? Gateway, string Interface, string? Source = null, int? Metric = null, bool Ipv6 = false);
