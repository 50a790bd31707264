using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// Says that some link came, went or changed, without saying which: the caller looks for himself, and so cannot miss
/// anything. Made before the first look.
/// </summary>
public sealed class LinkChanges : IDisposable
{
    private const int ENOBUFS = 105;

    private readonly NetlinkSocket _socket = new();

    public LinkChanges() => _socket.Join(RTNLGRP_LINK);

    /// <summary>Readable when there is a change, for an <see cref="EventLoop"/>.</summary>
    public int Fd => _socket.Fd;

    /// <summary>Waits for the next change; false at the time-out.</summary>
    public bool Wait(TimeSpan timeout)
    {
        if (!_socket.WaitReadable(timeout))
            return false;
        Take();
        return true;
    }

    /// <summary>Takes what has been reported; only when <see cref="Fd"/> is readable.</summary>
    public void Take()
    {
        try
        {
            _socket.ReceiveNotifications(static (_, _) => { });
        }
        catch (LinuxException e) when (e.Errno == ENOBUFS)
        {
            // So many changes that the kernel dropped some: a change all the same.
        }
    }

    public void Dispose() => _socket.Dispose();
}
