using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.ContainerSide.Network;

/// <summary>What a container's network namespace holds, as a plan for its guest.</summary>
internal static class NetworkCapture
{
    private const string Loopback = "lo";

    /// <summary>
    /// Interfaces a guest can have: Ethernet and in use. That leaves out lo, and the tunnels such as tunl0 that some
    /// kernels put into every namespace. Taps are our own. In the order in which they were made, whatever order the
    /// kernel lists them in: the guest's kernel will find its cards in the same.
    /// </summary>
    public static List<Link> Links(List<Link> all) =>
        [.. all.Where(l => l is { IsEthernet: true, IsUp: true } && l.Kind != Taps.Kind).OrderBy(l => l.Index)];

    /// <summary>
    /// Left out is what the guest's kernel will make by itself: routes to the networks of its addresses, and what routers
    /// advertise.
    /// </summary>
    /// <param name="net">Of the namespace.</param>
    /// <param name="links">What <see cref="Links"/> chose.</param>
    /// <param name="cards">The number of each link's card.</param>
    /// <param name="relayDns">As in the plan.</param>
    public static NetworkPlan Plan(RouteNetlink net, List<Link> links, IReadOnlyList<int> cards, bool relayDns)
    {
        var addresses = net.Addresses().Where(a => a.IsPermanent).ToLookup(a => a.LinkIndex, a => $"{a.Address}/{a.PrefixLength}");
        var names = links.ToDictionary(l => l.Index, l => l.Name);
        return new NetworkPlan
        {
            Interfaces = [.. links.Select((l, i) => new InterfacePlan(l.Name, l.Mac, l.Mtu, [.. addresses[l.Index]], CardMac.Of(cards[i])))],
            Routes = [.. net.Routes().Where(r => !r.IsAutomatic && names.ContainsKey(r.LinkIndex)).Select(r => Plan(r, names))],
            RelayDns = relayDns,
            DisableIpv6 = links.Select(l => l.Name).Prepend(Loopback).All(HasNoIpv6),
        };
    }

    /// <summary>In this thread's namespace. A kernel without IPv6 has no such file.</summary>
    private static bool HasNoIpv6(string link) => SmallFile.TryRead($"/proc/sys/net/ipv6/conf/{link}/disable_ipv6")?.TrimEnd() is null or "1";

    private static RoutePlan Plan(Route route, Dictionary<int, string> names) => new(
        route.PrefixLength == 0 ? null : $"{route.Destination}/{route.PrefixLength}",
        route.Gateway?.ToString(),
        names[route.LinkIndex],
        route.Source?.ToString(),
        route.Metric,
        route.Destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
}
