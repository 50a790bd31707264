using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>
/// A DNS server (RFC 1035) on the host's side of the engine's network, which knows a few names outside of Docker's. Those
/// called "large…" it tells by TCP only: its answer by UDP says "truncated".
/// </summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int HeaderLength = 12;
    private const ushort Response = 0x8480;         // QR, AA, RA
    private const ushort Truncated = 0x0200;
    private const ushort NoSuchName = 3;
    private const ushort TypeA = 1;

    private readonly IReadOnlyDictionary<string, IPAddress> _names;
    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public NameServer(IPAddress address, IReadOnlyDictionary<string, IPAddress> names)
    {
        _names = names;
        _udp = new UdpClient(new IPEndPoint(address, 53));
        _tcp = new TcpListener(address, 53);
        _tcp.Start();
        _serving = Task.WhenAll(ServeUdp(), ServeTcp());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ContinueWith(_ => { }, TaskScheduler.Default);
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
    }

    private async Task ServeUdp()
    {
        while (true)
        {
            var query = await _udp.ReceiveAsync(_stop.Token);
            await _udp.SendAsync(Answer(query.Buffer, overUdp: true), query.RemoteEndPoint, _stop.Token);
        }
    }

    private async Task ServeTcp()
    {
        while (true)
        {
            using var client = await _tcp.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(query, _stop.Token);
            var answer = Answer(query, overUdp: false);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
            await stream.WriteAsync((byte[])[.. length, .. answer], _stop.Token);
        }
    }

    /// <summary>The question again, and what there is of answers; additional records (EDNS) are left out.</summary>
    private byte[] Answer(byte[] query, bool overUdp)
    {
        var (name, end) = ReadName(query);
        var question = query[HeaderLength..(end + 4)];
        var known = _names.TryGetValue(name, out var address);
        var isAddress = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end)) == TypeA;
        var truncated = overUdp && name.StartsWith("large");
        byte[] answer = known && isAddress && !truncated
            ? [0xC0, HeaderLength, 0, (byte)TypeA, 0, 1, 0, 0, 0, 60, 0, 4, .. address!.GetAddressBytes()]
            : [];
        var flags = Response | (truncated ? Truncated : 0) | (known ? 0 : NoSuchName);
        return [query[0], query[1], (byte)(flags >> 8), (byte)flags, 0, 1, 0, (byte)(answer.Length > 0 ? 1 : 0), 0, 0, 0, 0, .. question, .. answer];
    }

    private static (string Name, int End) ReadName(byte[] query)
    {
        var labels = new List<string>();
        var at = HeaderLength;
        for (; query[at] > 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        return (string.Join('.', labels).ToLowerInvariant(), at + 1);
    }
}
