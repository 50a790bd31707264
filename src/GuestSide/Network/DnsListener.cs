using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide.Network;

/// <summary>
/// Stands in for Docker's DNS server at 127.0.0.11:53, which exists only in the container's network namespace: each
/// question becomes a <see cref="FrameKind.Dns"/> frame, and each answering frame goes back to who asked. Used on the
/// loop's thread.
/// </summary>
public sealed class DnsListener : IDisposable
{
    /// <summary>In bytes; a question has hardly 300, and those that DNS over UDP allows fit.</summary>
    internal const int MaxQuestion = 4096;

    /// <summary>In bytes: RFC 1035, 4.1.1.</summary>
    internal const int HeaderSize = 12;

    private const int MaxOpenQuestions = 1024;
    private const int MaxConnections = 64;
    private static readonly Ipv4EndPoint Address = new(0x7f00000b, 53);

    private readonly EventLoop _loop;
    private readonly QuestionSender _send;
    private readonly byte[] _datagram = new byte[MaxQuestion + 1];
    private readonly int _udp;
    private readonly int _tcp;
    private readonly Watch _udpWatch;
    private readonly Watch _tcpWatch;
    private readonly ExpiringTable<uint, Asker> _askers;
    private readonly ExpiringTable<DnsConnection, DnsConnection> _connections;
    private uint _lastQuestion;

    /// <summary>Sends the payload of a <see cref="FrameKind.Dns"/> frame; the number is the frame's session.</summary>
    public delegate void QuestionSender(byte channel, uint number, ReadOnlySpan<byte> question);

    /// <summary>Who asked: a connection, or else an address.</summary>
    private readonly record struct Asker(DnsConnection? Connection, Ipv4EndPoint Address);

    /// <param name="loop">The guest's loop.</param>
    /// <param name="send">Sends a question to the supervisor.</param>
    /// <param name="lifetime">How long an answer is waited for, and an idle connection kept.</param>
    /// <exception cref="LinuxException">EADDRINUSE: something else listens there.</exception>
    public DnsListener(EventLoop loop, QuestionSender send, TimeSpan lifetime)
    {
        (_loop, _send) = (loop, send);
        _askers = new(loop, MaxOpenQuestions, lifetime, static _ => { });
        _connections = new(loop, MaxConnections, lifetime, static c => c.Dispose());
        _udp = InetSocket.BindUdp(Address);
        try
        {
            _tcp = InetSocket.Listen(Address, backlog: 16);
        }
        catch
        {
            Descriptor.Close(_udp);
            throw;
        }
        _udpWatch = loop.Add(_udp, _ => ReceiveDatagrams());
        _tcpWatch = loop.Add(_tcp, _ => Accept());
        _udpWatch.WantRead(true);
        _tcpWatch.WantRead(true);
    }

    /// <summary>Takes an answer; one that nobody waits for any more is dropped.</summary>
    public void Answer(uint number, ReadOnlySpan<byte> answer)
    {
        if (!_askers.Take(number, out var asker))
            return;
        if (asker.Connection is { } connection)
            connection.Send(answer);
        else
            _ = InetSocket.SendTo(_udp, answer, asker.Address); // Where it fails, the asker asks again.
    }

    public void Dispose()
    {
        _udpWatch.Dispose();
        _tcpWatch.Dispose();
        Descriptor.Close(_udp);
        Descriptor.Close(_tcp);
        _connections.Clear();
        _askers.Clear();
    }

    private void ReceiveDatagrams()
    {
        int length;
        while ((length = InetSocket.ReceiveFrom(_udp, _datagram, out var from)) >= 0)
        {
            if (length is >= HeaderSize and <= MaxQuestion)
                Ask(channel: 0, new Asker(null, from), _datagram.AsSpan(0, length));
        }
    }

    private void Accept()
    {
        int fd;
        while ((fd = InetSocket.TryAccept(_tcp)) >= 0)
        {
            var connection = new DnsConnection(_loop, fd, onQuestion: AskForConnection, onClosed: c => _connections.Take(c, out _));
            _connections.Add(connection, connection);
        }
    }

    private void AskForConnection(DnsConnection connection, ReadOnlySpan<byte> question)
    {
        _connections.Renew(connection);
        Ask(channel: 1, new Asker(connection, default), question);
    }

    private void Ask(byte channel, Asker asker, ReadOnlySpan<byte> question)
    {
        _askers.Add(++_lastQuestion, asker);
        _send(channel, _lastQuestion, question);
    }
}
