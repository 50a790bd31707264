using Dkvm.Contract;
using Dkvm.Linux.Netlink;
using static Dkvm.Linux.Netlink.U32Filter;
using static Dkvm.Linux.Netlink.U32Verdict;

namespace Dkvm.ContainerSide.Network;

/// <summary>
/// One address, two network stacks: which packets that reach a container's interface are the guest's, and which the
/// container's own. Its sockets (the DNS relay's; dockerd's DNS server, which asks outside servers from within the
/// container's namespace) have local ports from <see cref="OwnPorts.First"/> up, by net.ipv4.ip_local_port_range; all
/// else is the guest's and never seen by the own stack, which so cannot refuse what it does not know.
/// <code>
///                      ┌─ ARP, neighbour discovery ────▶ both
/// eth0 ── ingress ─────┼─ to our own ports ────────────▶ own stack
///                      └─ everything else ─────────────▶ tap ──▶ guest
/// tap  ── ingress ──────── everything ─────────────────▶ eth0
/// </code>
/// Fragments have no port numbers (the first has, the others have not) and are all the guest's.
/// </summary>
internal static class SplitRules
{
    // Priorities. Each protocol has one of its own; the last catches everything.
    private const ushort ArpFirst = 1;
    private const ushort Ipv4Next = 2;
    private const ushort Ipv6Next = 3;
    private const ushort RestLast = 4;

    // Field by field, as RFC 791, 792, 8200, 4443, 4861 and 9293 lay them out; offsets from the network header.
    private static readonly U32Match Ipv4WithoutOptions = new(0x45000000, 0xff000000, 0);
    private static readonly U32Match Ipv4NotFragmented = new(0, 0x00003fff, 4);
    private static readonly U32Match Ipv4ToOwnPort = new(OwnPorts.First, OwnPorts.First, 20);
    private static readonly U32Match IcmpUnreachable = new(0x03000000, 0xff000000, 20);
    private static readonly U32Match IcmpQuotesIpv4WithoutOptions = new(0x45000000, 0xff000000, 28);
    private static readonly U32Match IcmpQuotesOwnPort = new((uint)OwnPorts.First << 16, (uint)OwnPorts.First << 16, 48);
    private static readonly U32Match Ipv6ToOwnPort = new(OwnPorts.First, OwnPorts.First, 40);

    /// <summary>Types 1 to 3: unreachable, too big, time exceeded.</summary>
    private static readonly U32Match Icmpv6Error = new(0x00000000, 0xfc000000, 40);
    private static readonly U32Match Icmpv6QuotesOwnPort = new((uint)OwnPorts.First << 16, (uint)OwnPorts.First << 16, 88);

    /// <summary>Types 132 to 135: the end of a multicast listener, which does no harm, and router and neighbour solicitation.</summary>
    private static readonly U32Match Icmpv6SolicitationOrRouter = new(0x84000000, 0xfc000000, 40);

    /// <summary>Types 136 and 137: neighbour advertisement, redirect.</summary>
    private static readonly U32Match Icmpv6AdvertisementOrRedirect = new(0x88000000, 0xfe000000, 40);

    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Icmpv6 = 58;

    /// <summary>What arrives at the container's interface.</summary>
    public static IEnumerable<U32Filter> FromOutside(int tap) =>
    [
        new(ArpFirst, Arp, Mirror, tap),
        new(Ipv4Next, Ipv4, Pass, 0, Ipv4WithoutOptions, Ipv4NotFragmented, Ipv4Carries(Tcp), Ipv4ToOwnPort),
        new(Ipv4Next, Ipv4, Pass, 0, Ipv4WithoutOptions, Ipv4NotFragmented, Ipv4Carries(Udp), Ipv4ToOwnPort),
        new(Ipv4Next, Ipv4, Pass, 0,
            Ipv4WithoutOptions, Ipv4Carries(Icmp), IcmpUnreachable, IcmpQuotesIpv4WithoutOptions, IcmpQuotesOwnPort),
        new(Ipv6Next, Ipv6, Pass, 0, Ipv6Carries(Tcp), Ipv6ToOwnPort),
        new(Ipv6Next, Ipv6, Pass, 0, Ipv6Carries(Udp), Ipv6ToOwnPort),
        new(Ipv6Next, Ipv6, Mirror, tap, Ipv6Carries(Icmpv6), Icmpv6SolicitationOrRouter),
        new(Ipv6Next, Ipv6, Mirror, tap, Ipv6Carries(Icmpv6), Icmpv6AdvertisementOrRedirect),
        new(Ipv6Next, Ipv6, Pass, 0, Ipv6Carries(Icmpv6), Icmpv6Error, Icmpv6QuotesOwnPort),
        new(RestLast, EveryProtocol, Redirect, tap),
    ];

    /// <summary>What the guest sends.</summary>
    public static IEnumerable<U32Filter> FromGuest(int link) => [new(ArpFirst, EveryProtocol, Redirect, link)];

    private static U32Match Ipv4Carries(byte protocol) => new((uint)protocol << 16, 0x00ff0000, 8);

    private static U32Match Ipv6Carries(byte nextHeader) => new((uint)nextHeader << 8, 0x0000ff00, 4);
}
