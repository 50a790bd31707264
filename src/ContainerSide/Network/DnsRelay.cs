using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Network;

/// <summary>
/// Asks Docker's DNS server on the guest's behalf. A socket for each question, because the server moves to another port
/// when dockerd restarts, and the kernel's address translation would hold on to the old one for a socket that stays.
/// The guest is hostile: what it sends is checked, and what it can tie up has a limit. Used on the loop's thread.
/// </summary>
public sealed class DnsRelay : IDisposable
{
    /// <summary>Docker's DNS server, in resolv.conf's notation.</summary>
    public const string Server = "127.0.0.11";

    /// <summary>In bytes. The guest's side has the same limit.</summary>
    private const int MaxQuestion = 4096;
    private const int HeaderSize = 12;

    /// <summary>Of <see cref="SplitRules"/>' 512 ports: most stay free for dockerd, which needs one for each outside question.</summary>
    private const int MaxOverUdp = 128;
    private const int MaxOverTcp = 32;

    private static readonly Ipv4EndPoint Address = new(0x7f00000b, 53);

    private readonly EventLoop _loop;
    private readonly Action<byte[]> _send;
    private readonly Func<bool> _congested;
    private readonly ExpiringTable<uint, DnsQuestion> _overUdp;
    private readonly ExpiringTable<uint, DnsQuestion> _overTcp;

    /// <param name="loop">The supervisor's loop.</param>
    /// <param name="send">Sends a whole frame to the guest.</param>
    /// <param name="congested">
    /// The guest has not taken yet what was sent before. Then its questions are dropped: it could else ask, never take an
    /// answer, and fill the supervisor's memory.
    /// </param>
    /// <param name="lifetime">How long an answer is waited for.</param>
    public DnsRelay(EventLoop loop, Action<byte[]> send, Func<bool> congested, TimeSpan lifetime)
    {
        (_loop, _send, _congested) = (loop, send, congested);
        _overUdp = new(loop, MaxOverUdp, lifetime, static q => q.Dispose());
        _overTcp = new(loop, MaxOverTcp, lifetime, static q => q.Dispose());
    }

    /// <summary>Takes a <see cref="FrameKind.Dns"/> frame from the guest. What is no question is dropped.</summary>
    public void Ask(Frame frame)
    {
        if (frame.Channel > 1 || frame.Payload.Length is < HeaderSize or > MaxQuestion || DnsMessage.IsAnswer(frame.Payload.Span))
            return;
        if (_congested())
            return;
        var (channel, number) = (frame.Channel, frame.Session);
        var open = channel == 0 ? _overUdp : _overTcp;
        var question = frame.Payload.ToArray();
        try
        {
            open.Add(number, channel == 0
                ? new DnsUdpQuestion(_loop, Address, question, Finish)
                : new DnsTcpQuestion(_loop, Address, question, Finish));
        }
        catch (LinuxException)
        {
            // No port or memory is left at the moment.
            Answer(DnsMessage.ServerFailure(question));
        }

        void Finish(byte[]? answer)
        {
            if (open.Take(number, out var finished))
                finished.Dispose();
            Answer(answer ?? DnsMessage.ServerFailure(question));
        }

        void Answer(byte[] answer) => _send(Frame.Encode(FrameKind.Dns, channel, number, answer));
    }

    public void Dispose()
    {
        _overUdp.Clear();
        _overTcp.Clear();
    }
}
