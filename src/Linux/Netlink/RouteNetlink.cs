using System.Net;
using System.Net.Sockets;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// Links, addresses, routes and traffic control of one network namespace, rtnetlink(7). Every failure is a
/// <see cref="LinuxException"/> that says what was attempted. Used by one thread at a time.
/// </summary>
public sealed partial class RouteNetlink : IDisposable
{
    private const int DumpAttempts = 8;

    private readonly NetlinkSocket _socket = new();

    public void Dispose() => _socket.Dispose();

    /// <summary>Collects a dump, anew as often as the kernel says that the tables changed while it was writing.</summary>
    private List<T> Collect<T>(string purpose, Func<NetlinkMessage> request, ushort type, Parser<T> parse)
        where T : class
    {
        for (var attempt = 0; attempt < DumpAttempts; attempt++)
        {
            var items = new List<T>();
            var whole = _socket.Dump(request(), (t, body) =>
            {
                if (t == type && parse(body) is { } item)
                    items.Add(item);
            });
            if (whole)
                return items;
        }
        throw new LinuxException($"{purpose}: the tables do not hold still", Errno.EAGAIN);
    }

    private delegate T? Parser<out T>(ReadOnlySpan<byte> body);

    private static byte Family(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)AF_INET6 : (byte)AF_INET;
}
