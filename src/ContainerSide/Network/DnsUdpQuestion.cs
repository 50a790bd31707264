using Dkvm.Linux;

namespace Dkvm.ContainerSide.Network;

/// <summary>One datagram there and one back, over a socket that takes datagrams from the server only.</summary>
internal sealed class DnsUdpQuestion : DnsQuestion
{
    /// <summary>In bytes: the largest datagram. All are read on one thread, one after the other.</summary>
    [ThreadStatic]
    private static byte[]? _datagram;

    public DnsUdpQuestion(EventLoop loop, Ipv4EndPoint server, byte[] question, Action<byte[]?> onFinished)
        : base(loop, InetSocket.ConnectUdp(server), onFinished)
    {
        // Where nobody listens, this or the read that follows says so.
        _ = Descriptor.Write(Fd, question);
        Want(read: true, write: false);
    }

    protected override void OnReadable()
    {
        var datagram = _datagram ??= new byte[64 * 1024];
        var length = Descriptor.Read(Fd, datagram);
        if (length != -Errno.EAGAIN)
            Finish(length > 0 ? datagram[..length] : null);
    }
}
