using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dkvm.Tests.Network;

/// <summary>
/// Stands for Docker's DNS server, over UDP and TCP: <c>web.test</c> is 10.9.8.7, <c>silent.test</c> is never answered,
/// and any other name is that of nobody. TXT questions get an answer of 60,000 bytes over TCP, and a truncated one over UDP.
/// </summary>
internal sealed class DnsServer : IDisposable
{
    private const ushort A = 1;
    private const ushort TXT = 16;

    private readonly Socket _udp;
    private readonly Socket _tcp;

    public DnsServer(NetworkNamespace space)
    {
        _udp = space.Udp("127.0.0.11", 53);
        _udp.ReceiveTimeout = 0;
        _tcp = space.Do(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.11"), 53));
            socket.Listen();
            return socket;
        });
        Peer.OnThread(ServeUdp);
        Peer.OnThread(ServeTcp);
    }

    /// <summary>Where the last question came from.</summary>
    public EndPoint? LastAsker { get; private set; }

    public static byte[] Question(string name, ushort type = A, ushort id = 7)
    {
        var message = new List<byte> { (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }
        message.AddRange([0, (byte)(type >> 8), (byte)type, 0, 1]);
        return [.. message];
    }

    /// <summary>A message as it goes over TCP.</summary>
    public static byte[] Framed(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private void ServeUdp()
    {
        var datagram = new byte[65536];
        while (true)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var length = _udp.ReceiveFrom(datagram, ref from);
            LastAsker = from;
            if (Answer(datagram[..length], overTcp: false) is { } answer)
                _udp.SendTo(answer, from);
        }
    }

    private void ServeTcp()
    {
        while (true)
        {
            using var client = new NetworkStream(_tcp.Accept(), ownsSocket: true);
            LastAsker = client.Socket.RemoteEndPoint;
            var length = new byte[2];
            client.ReadExactly(length);
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            client.ReadExactly(question);
            if (Answer(question, overTcp: true) is { } answer)
                client.Write(Framed(answer));
        }
    }

    private static byte[]? Answer(byte[] question, bool overTcp)
    {
        var (name, end) = NameIn(question);
        var type = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(end));
        if (name == "silent.test")
            return null;
        var answer = question[..(end + 4)].ToList();
        (answer[2], answer[3]) = (0x81, (byte)(name == "web.test" ? 0x80 : 0x83));
        (answer[8], answer[9], answer[10], answer[11]) = (0, 0, 0, 0);
        if (name != "web.test" || type is not (A or TXT))
            return [.. answer];
        if (type == TXT && !overTcp)
        {
            answer[2] |= 2; // truncated
            return [.. answer];
        }
        var data = type == A ? [10, 9, 8, 7] : Enumerable.Repeat((byte)60, 60_000).ToArray();
        answer[7] = 1;
        answer.AddRange([0xc0, 12, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length]);
        answer.AddRange(data);
        return [.. answer];
    }

    private static (string Name, int End) NameIn(byte[] question)
    {
        var labels = new List<string>();
        var at = 12;
        for (; question[at] != 0; at += 1 + question[at])
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        return (string.Join('.', labels), at + 1);
    }
}
