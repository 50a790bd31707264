using System.Net;
using System.Net.Sockets;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Linux.Netlink;

namespace Dkvm.GuestSide.Network;

/// <summary>Gives the guest's cards the container's network: names, MTUs, addresses and routes.</summary>
/// <param name="net">Of the namespace to set up.</param>
/// <param name="patience">How long to wait for network cards that the kernel has not found yet.</param>
public sealed class GuestNetwork(RouteNetlink net, TimeSpan patience)
{
    private const int ENETUNREACH = 101;
    private const int EHOSTUNREACH = 113;
    private const int ESRCH = 3;
    private const int EADDRNOTAVAIL = 99;

    /// <summary>Applies the plan; what is there already is left alone, so that a second attempt can complete a first.</summary>
    /// <exception cref="DkvmException">Names the interface or route that failed, and why.</exception>
    public void Apply(NetworkPlan plan)
    {
        if (plan.Interfaces.Count == 0)
            return;
        var links = new LinkFinder(net, patience).Find(plan.Interfaces);
        var indexes = new Dictionary<string, int>();
        for (var i = 0; i < links.Count; i++)
        {
            var (wanted, link) = (plan.Interfaces[i], links[i]);
            indexes[wanted.Name] = link.Index;
            Attempt($"interface {wanted.Name} ({wanted.Mac})", () => SetUp(link, wanted, links));
        }
        // Links first: a gateway has to be on a network that is known already.
        foreach (var route in plan.Routes.OrderBy(r => r.Gateway is not null))
            Attempt($"route {Describe(route)}", () => Add(route, indexes));
    }

    /// <summary>
    /// Applies another plan to a guest that has one. What the workload made itself stays: only what the earlier plan had and
    /// the new one has not is taken away. Cards that have gone took all of theirs with them.
    /// </summary>
    /// <exception cref="DkvmException">Names the interface or route that failed, and why.</exception>
    public void Change(NetworkPlan before, NetworkPlan after)
    {
        if (after.Interfaces.Count == 0)
            return;
        var links = new LinkFinder(net, patience).Find(after.Interfaces);
        foreach (var old in before.Interfaces)
        {
            var i = after.Interfaces.ToList().FindIndex(n => n.Card == old.Card);
            if (i < 0)
                continue;
            var index = links[i].Index;
            // A renamed interface keeps its routes.
            foreach (var route in before.Routes.Where(r => r.Interface == old.Name && !after.Routes.Contains(r with { Interface = after.Interfaces[i].Name })))
                Attempt($"route {Describe(route)}", () => UnlessGone(() => net.Remove(RouteOf(route, index))));
            foreach (var address in old.Addresses.Except(after.Interfaces[i].Addresses).Select(Cidr.Parse))
                Attempt($"interface {old.Name}", () => UnlessGone(() => net.Remove(new LinkAddress(index, address.Address, address.PrefixLength))));
        }
        Apply(after);
    }

    private void SetUp(Link link, InterfacePlan wanted, List<Link> all)
    {
        var addresses = wanted.Addresses.Select(Cidr.Parse).ToList();
        var ipv6 = addresses.Where(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        // As in the container: no IPv6 at all where it has none, and its own link-local address rather than a new one.
        var ownLinkLocal = ipv6.Count == 0 || ipv6.Exists(a => a.Address.IsIPv6LinkLocal);
        // A template's card is up, and makes no addresses. Kernels before 6.2 rename only what is down.
        if (link.IsUp && (link.Name != wanted.Name || !ownLinkLocal))
        {
            net.Change(link.Index, new LinkChange { Up = false });
            link = link with { IsUp = false };
        }
        if (link.Name != wanted.Name)
            Rename(link, wanted.Name, all);
        if (!link.IsUp)
            net.GenerateIpv6Addresses(link.Index, !ownLinkLocal);
        var change = new LinkChange
        {
            Mac = wanted.Mac == link.Mac ? null : wanted.Mac, Mtu = wanted.Mtu == link.Mtu ? null : wanted.Mtu, Up = link.IsUp ? null : true,
        };
        if (change != new LinkChange())
            net.Change(link.Index, change);
        foreach (var (address, prefix) in addresses)
            UnlessThere(() => net.Add(new LinkAddress(link.Index, address, prefix)));
    }

    /// <summary>The kernel may have given the name to another card of ours, whose turn comes later.</summary>
    private void Rename(Link link, string name, List<Link> all)
    {
        var holder = all.FindIndex(l => l.Name == name);
        if (holder >= 0)
        {
            var other = all[holder] with { Name = $"dkvm{all[holder].Index}" };
            net.Change(other.Index, new LinkChange { Name = other.Name });
            all[holder] = other;
        }
        net.Change(link.Index, new LinkChange { Name = name });
        all[all.FindIndex(l => l.Index == link.Index)] = link with { Name = name };
    }

    private void Add(RoutePlan plan, Dictionary<string, int> indexes)
    {
        if (!indexes.TryGetValue(plan.Interface, out var index))
            throw new FormatException($"there is no interface {plan.Interface}");
        var route = RouteOf(plan, index);
        try
        {
            UnlessThere(() => net.Add(route));
        }
        catch (LinuxException e) when (route.Gateway is not null && e.Errno is ENETUNREACH or EHOSTUNREACH)
        {
            // The gateway is in none of our networks; the container's route said "onlink".
            UnlessThere(() => net.Add(route with { OnLink = true }));
        }
    }

    private static Route RouteOf(RoutePlan plan, int index)
    {
        var (destination, prefix) = plan.Destination is { } cidr
            ? Cidr.Parse(cidr)
            : (plan.Ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var gateway = plan.Gateway is null ? null : IPAddress.Parse(plan.Gateway);
        var source = plan.Source is null ? null : IPAddress.Parse(plan.Source);
        return new Route(destination, prefix, gateway, index, source, plan.Metric);
    }

    /// <summary>It went with something else: a route with its source address, both with a card that was unplugged.</summary>
    private static void UnlessGone(Action remove)
    {
        try
        {
            remove();
        }
        catch (LinuxException e) when (e.Errno is ESRCH or EADDRNOTAVAIL or Errno.ENODEV)
        {
        }
    }

    /// <summary>EEXIST: the kernel made it by itself, or an earlier attempt did.</summary>
    private static void UnlessThere(Action add)
    {
        try
        {
            add();
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
        }
    }

    private static void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is LinuxException or FormatException)
        {
            throw new DkvmException($"cannot set up the guest's network: {what}: {e.Message}", cause: e);
        }
    }

    private static string Describe(RoutePlan route) =>
        $"{route.Destination ?? "default"} via {route.Gateway ?? "link"} on {route.Interface}";
}
