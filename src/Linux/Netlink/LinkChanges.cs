using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// Says that some link came, went or changed, without saying which: the caller looks for himself, and so cannot miss
/// anything. Made before the first look.
/// </summary>
public sealed class LinkChanges : IDisposable
{
    private const int ENOBUFS = 105;

    private static readonly Predicate<Link> None = static _ => false;

    private readonly NetlinkSocket _socket = new();
    private readonly Predicate<Link> _ignored;

    public LinkChanges()
        : this(None) => _socket.Join(RTNLGRP_LINK);

    private LinkChanges(Predicate<Link> ignored) => _ignored = ignored;

    /// <summary>Readable when there is a change, for an <see cref="EventLoop"/>.</summary>
    public int Fd => _socket.Fd;

    /// <summary>
    /// Of the addresses, and of the main table's routes, too: of those that somebody set, not those that the kernel made
    /// or learnt from a router.
    /// </summary>
    /// <param name="ignored">Links whose changes count for nothing.</param>
    public static LinkChanges WithAddressesAndRoutes(Predicate<Link> ignored)
    {
        var changes = new LinkChanges(ignored);
        changes._socket.Join(RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE);
        return changes;
    }

    /// <summary>Waits for the next change; false at the time-out.</summary>
    public bool Wait(TimeSpan timeout)
    {
        if (!_socket.WaitReadable(timeout))
            return false;
        Take();
        return true;
    }

    /// <summary>Takes what has been reported; only when <see cref="Fd"/> is readable.</summary>
    /// <returns>False where none of it counts.</returns>
    public bool Take()
    {
        var counts = false;
        try
        {
            _socket.ReceiveNotifications((type, body) => counts |= Counts(type, body));
        }
        catch (LinuxException e) when (e.Errno == ENOBUFS)
        {
            counts = true; // so many changes that the kernel dropped some
        }
        return counts;
    }

    public void Dispose() => _socket.Dispose();

    private bool Counts(ushort type, ReadOnlySpan<byte> body) => type switch
    {
        RTM_NEWLINK or RTM_DELLINK => RouteNetlink.ParseLink(body) is { } link && !_ignored(link),
        RTM_NEWADDR or RTM_DELADDR => RouteNetlink.ParseAddress(body) is { IsPermanent: true },
        RTM_NEWROUTE or RTM_DELROUTE => RouteNetlink.ParseRoute(body) is { IsAutomatic: false },
        _ => true,
    };
}
