using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

public sealed partial class RouteNetlink
{
    /// <summary>struct ifaddrmsg, rtnetlink(7).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressHeader
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Index;
    }

    /// <summary>All addresses of the namespace, IPv4 and IPv6, in the kernel's order: a link's primary address first.</summary>
    public List<LinkAddress> Addresses() => Collect(
        "list addresses",
        () => new NetlinkMessage(RTM_GETADDR, NLM_F_DUMP, "list addresses").Body(new AddressHeader()),
        RTM_NEWADDR,
        ParseAddress);

    /// <summary>
    /// Adds an address. IPv6 without duplicate address detection: it is usable at once. IPv4 with the network's
    /// broadcast address where there is one.
    /// </summary>
    public void Add(LinkAddress address)
    {
        var (index, ip, prefix, _) = address;
        var family = Family(ip);
        var bytes = ip.GetAddressBytes();
        var message = new NetlinkMessage(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, $"add address {ip}/{prefix} to interface {index}")
            .Body(new AddressHeader
            {
                Family = family,
                PrefixLength = (byte)prefix,
                Scope = ip.IsIPv6LinkLocal ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                Index = index,
            })
            .Add(IFA_LOCAL, bytes)
            .Add(IFA_ADDRESS, bytes);
        if (family == AF_INET6)
            message.Add(IFA_FLAGS, IFA_F_NODAD);
        else if (prefix < 31)
            message.Add(IFA_BROADCAST, Broadcast(bytes, prefix));
        _socket.Execute(message);
    }

    /// <summary>Takes an address away; one that is not there is EADDRNOTAVAIL.</summary>
    public void Remove(LinkAddress address)
    {
        var (index, ip, prefix, _) = address;
        var bytes = ip.GetAddressBytes();
        _socket.Execute(new NetlinkMessage(RTM_DELADDR, NLM_F_ACK, $"remove address {ip}/{prefix} from interface {index}")
            .Body(new AddressHeader { Family = Family(ip), PrefixLength = (byte)prefix, Index = index })
            .Add(IFA_LOCAL, bytes)
            .Add(IFA_ADDRESS, bytes));
    }

    private static byte[] Broadcast(byte[] address, int prefix) =>
        [.. address.Select((part, i) => (byte)(part | 0xff >> Math.Clamp(prefix - 8 * i, 0, 8)))];

    internal static LinkAddress? ParseAddress(ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead<AddressHeader>(body, out var header) || header.Family is not (AF_INET or AF_INET6))
            return null;
        uint flags = header.Flags;
        IPAddress? address = null, local = null;
        var attributes = new NetlinkAttributes(body[Unsafe.SizeOf<AddressHeader>()..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IFA_ADDRESS:
                    address = new IPAddress(attributes.Value);
                    break;
                case IFA_LOCAL:
                    local = new IPAddress(attributes.Value);
                    break;
                case IFA_FLAGS:
                    flags = attributes.Number;
                    break;
            }
        }
        // On a point-to-point link IFA_ADDRESS is the peer's; IFA_LOCAL is always ours, where it is given.
        return (local ?? address) is { } ours
            ? new LinkAddress(header.Index, ours, header.PrefixLength, (flags & IFA_F_PERMANENT) != 0)
            : null;
    }
}
