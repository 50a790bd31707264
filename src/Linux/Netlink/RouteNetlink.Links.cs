using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

public sealed partial class RouteNetlink
{
    internal const ushort ARPHRD_ETHER = 1;
    internal const ushort IFF_UP = 1;
    private const int EAFNOSUPPORT = 97;

    /// <summary>struct ifinfomsg, rtnetlink(7).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkHeader
    {
        public byte Family;
        public byte Padding;
        public ushort Type;
        public int Index;
        public uint Flags;
        public uint Change;
    }

    /// <summary>All links of the namespace. Their counters, most of what the kernel would say, are not asked for.</summary>
    public List<Link> Links() => Collect(
        "list interfaces",
        () => new NetlinkMessage(RTM_GETLINK, NLM_F_DUMP, "list interfaces").Body(new LinkHeader())
            .Add(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS),
        RTM_NEWLINK,
        ParseLink);

    public void Change(int linkIndex, LinkChange change)
    {
        var header = new LinkHeader { Index = linkIndex };
        if (change.Up is { } up)
            (header.Flags, header.Change) = (up ? IFF_UP : 0u, IFF_UP);
        var message = new NetlinkMessage(RTM_NEWLINK, NLM_F_ACK, $"change interface {linkIndex}: {Describe(change)}").Body(header);
        if (change.Name is { } name)
            message.Add(IFLA_IFNAME, name);
        if (change.Mac is { } mac)
            message.Add(IFLA_ADDRESS, ParseMac(mac));
        if (change.Mtu is { } mtu)
            message.Add(IFLA_MTU, (uint)mtu);
        _socket.Execute(message);
    }

    /// <summary>Stops the kernel from giving a link that is down an IPv6 link-local address when it goes up.</summary>
    public void DisableIpv6AddressGeneration(int linkIndex) => GenerateIpv6Addresses(linkIndex, generate: false);

    /// <summary>Whether the kernel gives a link that is down an IPv6 link-local address when it goes up; it does at first.</summary>
    public void GenerateIpv6Addresses(int linkIndex, bool generate)
    {
        var message = new NetlinkMessage(
                RTM_NEWLINK, NLM_F_ACK, $"{(generate ? "enable" : "disable")} IPv6 address generation on interface {linkIndex}")
            .Body(new LinkHeader { Index = linkIndex });
        using (message.Nest(IFLA_AF_SPEC))
        using (message.Nest(AF_INET6))
            message.Add(IFLA_INET6_ADDR_GEN_MODE, generate ? IN6_ADDR_GEN_MODE_EUI64 : IN6_ADDR_GEN_MODE_NONE);
        try
        {
            _socket.Execute(message);
        }
        catch (LinuxException e) when (e.Errno == EAFNOSUPPORT)
        {
            // A kernel without IPv6 makes no such address.
        }
    }

    public void Delete(Link link) => _socket.Execute(
        new NetlinkMessage(RTM_DELLINK, NLM_F_ACK, $"delete interface {link.Name}").Body(new LinkHeader { Index = link.Index }));

    internal static Link? ParseLink(ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead<LinkHeader>(body, out var header))
            return null;
        var (name, mac, mtu, kind) = ("", "", 0, "");
        var attributes = new NetlinkAttributes(body[Unsafe.SizeOf<LinkHeader>()..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case IFLA_IFNAME:
                    name = attributes.Text;
                    break;
                case IFLA_ADDRESS when attributes.Value.Length == 6:
                    mac = FormatMac(attributes.Value);
                    break;
                case IFLA_MTU:
                    mtu = (int)attributes.Number;
                    break;
                case IFLA_LINKINFO:
                    var inside = attributes.Inside;
                    while (inside.Next())
                    {
                        if (inside.Type == IFLA_INFO_KIND)
                            kind = inside.Text;
                    }
                    break;
            }
        }
        return new Link(header.Index, name, mac, mtu, header.Type == ARPHRD_ETHER, (header.Flags & IFF_UP) != 0, kind);
    }

    internal static string FormatMac(ReadOnlySpan<byte> mac)
    {
        var text = new char[3 * mac.Length - 1];
        Array.Fill(text, ':');
        for (var i = 0; i < mac.Length; i++)
            mac[i].TryFormat(text.AsSpan(3 * i), out _, "x2");
        return new string(text);
    }

    private static byte[] ParseMac(string mac) => Convert.FromHexString(mac.Replace(":", ""));

    private static string Describe(LinkChange change)
    {
        var text = new List<string>();
        if (change.Name is not null)
            text.Add($"name {change.Name}");
        if (change.Mac is not null)
            text.Add($"address {change.Mac}");
        if (change.Mtu is not null)
            text.Add($"mtu {change.Mtu}");
        if (change.Up is { } up)
            text.Add(up ? "up" : "down");
        return string.Join(", ", text);
    }
}
