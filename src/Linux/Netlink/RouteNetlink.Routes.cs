using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

public sealed partial class RouteNetlink
{
    /// <summary>struct rtmsg, rtnetlink(7).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RouteHeader
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte TypeOfService;
        public byte Table;
        public byte Protocol;
        public byte Scope;
        public byte Type;
        public uint Flags;
    }

    /// <summary>The unicast routes of the main table that lead out of one link, IPv4 before IPv6.</summary>
    public List<Route> Routes() => [.. Routes(AF_INET), .. Routes(AF_INET6)];

    private List<Route> Routes(int family) => Collect(
        "list routes",
        () => new NetlinkMessage(RTM_GETROUTE, NLM_F_DUMP, "list routes").Body(new RouteHeader { Family = (byte)family }),
        RTM_NEWROUTE,
        ParseRoute);

    /// <summary>Adds a route; one that is there already is EEXIST.</summary>
    public void Add(Route route) =>
        Execute(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, $"add route {Describe(route)}", route);

    /// <summary>Takes a route away; one that is not there is ESRCH.</summary>
    public void Remove(Route route) => Execute(RTM_DELROUTE, NLM_F_ACK, $"remove route {Describe(route)}", route);

    private void Execute(ushort type, ushort flags, string purpose, Route route)
    {
        var family = Family(route.Destination);
        var message = new NetlinkMessage(type, flags, purpose)
            .Body(new RouteHeader
            {
                Family = family,
                DestinationLength = (byte)route.PrefixLength,
                Table = RT_TABLE_MAIN,
                Protocol = RTPROT_BOOT,
                Scope = family == AF_INET && route.Gateway is null ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                Type = RTN_UNICAST,
                Flags = route.OnLink ? RTNH_F_ONLINK : 0,
            })
            .Add(RTA_OIF, (uint)route.LinkIndex);
        if (route.PrefixLength > 0)
            message.Add(RTA_DST, route.Destination.GetAddressBytes());
        if (route.Gateway is { } gateway)
            message.Add(RTA_GATEWAY, gateway.GetAddressBytes());
        if (route.Source is { } source)
            message.Add(RTA_PREFSRC, source.GetAddressBytes());
        if (route.Metric is { } metric)
            message.Add(RTA_PRIORITY, (uint)metric);
        _socket.Execute(message);
    }

    internal static Route? ParseRoute(ReadOnlySpan<byte> body)
    {
        if (!MemoryMarshal.TryRead<RouteHeader>(body, out var header) || header.Type != RTN_UNICAST)
            return null;
        uint table = header.Table;
        var destination = header.Family == AF_INET6 ? IPAddress.IPv6Any : IPAddress.Any;
        IPAddress? gateway = null, source = null;
        int? link = null, metric = null;
        var attributes = new NetlinkAttributes(body[Unsafe.SizeOf<RouteHeader>()..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case RTA_DST:
                    destination = new IPAddress(attributes.Value);
                    break;
                case RTA_GATEWAY:
                    gateway = new IPAddress(attributes.Value);
                    break;
                case RTA_PREFSRC:
                    source = new IPAddress(attributes.Value);
                    break;
                case RTA_OIF:
                    link = (int)attributes.Number;
                    break;
                case RTA_PRIORITY:
                    metric = (int)attributes.Number;
                    break;
                case RTA_TABLE:
                    table = attributes.Number;
                    break;
            }
        }
        return table != RT_TABLE_MAIN || link is null
            ? null
            : new Route(destination, header.DestinationLength, gateway, link.Value, source, metric)
            {
                OnLink = (header.Flags & RTNH_F_ONLINK) != 0,
                IsAutomatic = header.Protocol is RTPROT_KERNEL or RTPROT_RA,
            };
    }

    private static string Describe(Route route)
    {
        var text = route.PrefixLength == 0 ? "default" : $"{route.Destination}/{route.PrefixLength}";
        if (route.Gateway is not null)
            text += $" via {route.Gateway}";
        text += $" on interface {route.LinkIndex}";
        if (route.Source is not null)
            text += $" from {route.Source}";
        return route.Metric is null ? text : $"{text} metric {route.Metric}";
    }
}
