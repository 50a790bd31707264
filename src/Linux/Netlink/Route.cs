using System.Net;

namespace Dkvm.Linux.Netlink;

/// <summary>A unicast route of the main table.</summary>
/// <param name="Destination">0.0.0.0 or :: for the default route.</param>
/// <param name="PrefixLength">Of the destination, in bits.</param>
/// <param name="Gateway">Null for a route on the link.</param>
/// <param name="LinkIndex">The link it leads out of.</param>
/// <param name="Source">The preferred source address.</param>
/// <param name="Metric">Its priority; null stands for the family's own value.</param>
public sealed record Route(
    IPAddress Destination, int PrefixLength, IPAddress? Gateway, int LinkIndex, IPAddress? Source = null, int? Metric = null)
{
    /// <summary>The gateway is on the link even where no address of ours says so.</summary>
    public bool OnLink { get; init; }

    /// <summary>Made by the kernel, from an address or a router advertisement.</summary>
    public bool IsAutomatic { get; init; }
}
