using System.Buffers.Binary;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Network;

/// <summary>A connection for one question: length and message there, length and message back (RFC 1035, 4.2.2).</summary>
internal sealed class DnsTcpQuestion : DnsQuestion
{
    private const int LengthSize = 2;

    private byte[] _unsent;
    private byte[] _received = new byte[LengthSize];
    private int _receivedLength;

    public DnsTcpQuestion(EventLoop loop, Ipv4EndPoint server, byte[] question, Action<byte[]?> onFinished)
        : base(loop, InetSocket.BeginConnect(server), onFinished)
    {
        _unsent = new byte[LengthSize + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(_unsent, (ushort)question.Length);
        question.CopyTo(_unsent, LengthSize);
        Want(read: false, write: true);
    }

    protected override void OnWritable()
    {
        var n = Descriptor.Write(Fd, _unsent);
        if (n == -Errno.EAGAIN)
            return;
        if (n <= 0)
        {
            Finish(null);
            return;
        }
        _unsent = _unsent[n..];
        if (_unsent.Length == 0)
            Want(read: true, write: false);
    }

    protected override void OnReadable()
    {
        var n = Descriptor.Read(Fd, _received.AsSpan(_receivedLength));
        if (n == -Errno.EAGAIN)
            return;
        if (n <= 0)
        {
            Finish(null);
            return;
        }
        _receivedLength += n;
        if (_receivedLength < _received.Length)
            return;
        if (_receivedLength > LengthSize)
        {
            Finish(_received[LengthSize..]);
            return;
        }
        var length = BinaryPrimitives.ReadUInt16BigEndian(_received);
        if (length == 0)
            Finish(null);
        else
            Array.Resize(ref _received, LengthSize + length);
    }
}
