using System.Buffers.Binary;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Network;

/// <summary>
/// One client's TCP connection: messages in both ways, each after its length in two bytes (RFC 1035, 4.2.2). Answers go
/// out as they come, in any order (RFC 7766, 7). One that breaks the rules or does not read is closed.
/// </summary>
internal sealed class DnsConnection : IDisposable
{
    private const int LengthSize = 2;
    private const int MaxUnsent = 256 * 1024;

    private readonly int _fd;
    private readonly Watch _watch;
    private readonly QuestionHandler _onQuestion;
    private readonly Action<DnsConnection> _onClosed;
    private readonly byte[] _received = new byte[LengthSize + DnsListener.MaxQuestion];
    private int _receivedLength;
    private byte[] _unsent = [];
    private bool _closed;

    public delegate void QuestionHandler(DnsConnection connection, ReadOnlySpan<byte> question);

    /// <param name="loop">The guest's loop.</param>
    /// <param name="fd">The connection's from here on.</param>
    /// <param name="onQuestion">Takes each question.</param>
    /// <param name="onClosed">Told where the connection ends by itself, not by <see cref="Dispose"/>.</param>
    public DnsConnection(EventLoop loop, int fd, QuestionHandler onQuestion, Action<DnsConnection> onClosed)
    {
        (_fd, _onQuestion, _onClosed) = (fd, onQuestion, onClosed);
        _watch = loop.Add(fd, _ => Receive(), _ => Flush());
        _watch.WantRead(true);
    }

    /// <summary>Sends a message, or keeps what the client does not take yet.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        if (_closed)
            return;
        if (_unsent.Length + LengthSize + message.Length > MaxUnsent)
        {
            Close();
            return;
        }
        var framed = new byte[_unsent.Length + LengthSize + message.Length];
        _unsent.CopyTo(framed, 0);
        BinaryPrimitives.WriteUInt16BigEndian(framed.AsSpan(_unsent.Length), (ushort)message.Length);
        message.CopyTo(framed.AsSpan(_unsent.Length + LengthSize));
        _unsent = framed;
        Flush();
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _watch.Dispose();
        Descriptor.Close(_fd);
    }

    private void Receive()
    {
        var n = Descriptor.Read(_fd, _received.AsSpan(_receivedLength));
        if (n == -Errno.EAGAIN)
            return;
        if (n <= 0)
        {
            Close();
            return;
        }
        _receivedLength += n;
        while (!_closed && _receivedLength >= LengthSize)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_received);
            if (length is < DnsListener.HeaderSize or > DnsListener.MaxQuestion)
            {
                Close();
                return;
            }
            var end = LengthSize + length;
            if (_receivedLength < end)
                return;
            _onQuestion(this, _received.AsSpan(LengthSize, length));
            _received.AsSpan(end, _receivedLength - end).CopyTo(_received);
            _receivedLength -= end;
        }
    }

    private void Flush()
    {
        var n = Descriptor.Write(_fd, _unsent);
        if (n < 0 && n != -Errno.EAGAIN)
        {
            Close();
            return;
        }
        if (n > 0)
            _unsent = _unsent[n..];
        _watch.WantWrite(_unsent.Length > 0);
    }

    private void Close()
    {
        Dispose();
        _onClosed(this);
    }
}
