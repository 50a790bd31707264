namespace Dkvm.Linux;

/// <summary>
/// A stream socket on an <see cref="EventLoop"/>: bytes come by callback, bytes go by a queue that keeps their order.
/// The queue is as long as its users let it grow: they hold credit, or send little. Loop's thread only.
/// </summary>
public sealed class ByteChannel : IDisposable
{
    /// <summary>More than a socket holds (net.core.wmem_default), and an end for a writer that is still there.</summary>
    private const int MostReads = 64;

    private readonly Watch _watch;
    private readonly Action<ReadOnlyMemory<byte>> _onBytes;
    private readonly Action<string> _onLost;
    private readonly SendQueue _queue = new();
    private readonly byte[] _buffer;
    private bool _closed;
    private bool _deaf;

    /// <summary>Takes over a descriptor. <paramref name="onLost"/> is called once, unless disposed of before.</summary>
    public ByteChannel(EventLoop loop, int fd, Action<ReadOnlyMemory<byte>> onBytes, Action<string> onLost, int bufferSize = 64 * 1024)
    {
        _onBytes = onBytes;
        _onLost = onLost;
        _buffer = new byte[bufferSize];
        Descriptor.SetNonBlocking(fd);
        _watch = loop.Add(fd, _ => Receive(), _ => Flush());
        _watch.WantRead(true);
    }

    /// <summary>Bytes that the other side has not taken yet.</summary>
    public long Backlog => _queue.Bytes;

    /// <summary>Sends bytes, or queues them. The memory must not change afterwards.</summary>
    public void Send(ReadOnlyMemory<byte> bytes) => Send(bytes, static (queue, what) => queue.Add(what));

    /// <summary>The same, and a copy of a descriptor with the first byte: the other end is a unix socket's.</summary>
    public void Send(ReadOnlyMemory<byte> bytes, int descriptor) => Send((bytes, descriptor), static (queue, what) => queue.Add(what.bytes, what.descriptor));

    /// <summary>Takes what has arrived, where the other side is known to have gone: its last words are in the socket.</summary>
    public void Drain()
    {
        int n;
        for (var reads = 0; reads < MostReads && !_closed && (n = Descriptor.Read(_watch.Fd, _buffer)) > 0; reads++)
            _onBytes(_buffer.AsMemory(0, n));
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _watch.Dispose();
        Descriptor.Close(_watch.Fd);
        _queue.Clear();
    }

    private void Send<T>(T what, Action<SendQueue, T> add)
    {
        if (_closed || _deaf)
            return;
        var idle = _queue.IsEmpty;
        add(_queue, what);
        if (idle)
            Flush();
    }

    private void Receive()
    {
        var n = Descriptor.Read(_watch.Fd, _buffer);
        if (n > 0)
            _onBytes(_buffer.AsMemory(0, n));
        else if (n != -Errno.EAGAIN)
            Lose(n == 0 ? "the other side closed it" : Errno.Name(-n));
    }

    private void Flush()
    {
        if (_queue.Flush(_watch.Fd) is < 0 and var error)
            LoseHearer(Errno.Name(-error));
        else
            _watch.WantWrite(!_queue.IsEmpty);
    }

    /// <summary>Who takes nothing any more may have said something before: that comes first.</summary>
    private void LoseHearer(string why)
    {
        _deaf = true;
        Drain();
        Lose(why);
    }

    private void Lose(string why)
    {
        if (_closed)
            return;
        Dispose();
        _onLost(why);
    }
}
