using Dkvm.Contract;
using Dkvm.Linux.Netlink;

namespace Dkvm.GuestSide.Network;

/// <summary>Finds network cards by the MAC addresses they start with, or have had from an earlier attempt, and waits for those that the kernel has not found yet.</summary>
internal sealed class LinkFinder(RouteNetlink net, TimeSpan patience)
{
    /// <returns>The links, in the order of <paramref name="wanted"/>.</returns>
    public List<Link> Find(IReadOnlyList<InterfacePlan> wanted)
    {
        if (Match(wanted, LinkScan.FromFirst()) is { } found)
            return found;
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        using var changes = new LinkChanges();
        while (true)
        {
            var links = net.Links();
            if (Match(wanted, links) is { } complete)
                return complete;
            var left = deadline - Environment.TickCount64;
            if (left <= 0)
                throw Missing(wanted, links);
            changes.Wait(TimeSpan.FromMilliseconds(left));
        }
    }

    private static List<Link>? Match(IReadOnlyList<InterfacePlan> wanted, List<Link> links)
    {
        var found = new List<Link>();
        foreach (var plan in wanted)
        {
            // A card that leaves may have the address that another is to have.
            if ((Find(links, CardOf(plan)) ?? Find(links, plan.Mac)) is not { } link)
                return null;
            found.Add(link);
        }
        return found;
    }

    private static Link? Find(List<Link> links, string mac) => links.Find(l => l.IsEthernet && l.Mac == mac);

    private static string CardOf(InterfacePlan plan) => plan.Card ?? plan.Mac;

    private DkvmException Missing(IReadOnlyList<InterfacePlan> wanted, List<Link> links)
    {
        var missing = wanted.Where(w => !links.Exists(l => l.Mac == CardOf(w))).Select(w => $"{w.Name} ({CardOf(w)})");
        var present = links.Select(l => l.Mac == "" ? l.Name : $"{l.Name} ({l.Mac})");
        return new DkvmException(
            $"cannot set up the guest's network: no network card for {string.Join(", ", missing)} "
            + $"within {patience.TotalSeconds:0.#} s; there are {string.Join(", ", present)}",
            remedy: "check that the guest's kernel has the driver virtio_net");
    }
}
