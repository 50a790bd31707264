using System.Net;

namespace Dkvm.Linux.Netlink;

/// <summary>An address of a link.</summary>
/// <param name="LinkIndex">Its link, as in <see cref="Link.Index"/>.</param>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="PrefixLength">In bits.</param>
/// <param name="IsPermanent">Not learnt from a router advertisement, which would take it away again.</param>
public sealed record LinkAddress(int LinkIndex, IPAddress Address, int PrefixLength, bool IsPermanent = true);
