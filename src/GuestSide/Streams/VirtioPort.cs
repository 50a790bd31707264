using Dkvm.Linux;

namespace Dkvm.GuestSide.Streams;

/// <summary>
/// A virtio-serial port on the event loop: what comes in is handed on at once, what goes out is written at once or
/// waits in order. Senders with much to say look at <see cref="Congested"/> first.
/// </summary>
internal sealed class VirtioPort : IDisposable
{
    /// <summary>drivers/char/virtio_console.c takes at most 32 KiB in a write.</summary>
    public const int MaxWrite = 32 * 1024;

    private const int ReadsInARow = 16;

    private readonly EventLoop _loop;
    private readonly int _fd;
    private readonly EdgeWatch _watch;
    private readonly Action<ReadOnlySpan<byte>> _onBytes;
    private readonly byte[] _buffer = new byte[MaxWrite];
    private readonly SendQueue _waiting = new();
    private readonly List<Action> _onDrained = [];

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="fd">Open and not blocking; this closes it.</param>
    /// <param name="onBytes">Gets what comes in.</param>
    public VirtioPort(EventLoop loop, int fd, Action<ReadOnlySpan<byte>> onBytes)
    {
        _loop = loop;
        _fd = fd;
        _onBytes = onBytes;
        _watch = new EdgeWatch(loop, fd, OnEdge);
    }

    /// <summary>The host has not taken what was sent before.</summary>
    public bool Congested => !_waiting.IsEmpty;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!Congested)
            bytes = bytes[Write(bytes)..];
        if (bytes.Length > 0)
            _waiting.Add(bytes.ToArray());
    }

    /// <summary>As the other, without a copy: the memory must not change afterwards.</summary>
    public void Send(ReadOnlyMemory<byte> bytes)
    {
        if (!Congested)
            bytes = bytes[Write(bytes.Span)..];
        if (bytes.Length > 0)
            _waiting.Add(bytes);
    }

    /// <summary>Calls back, once, when the host has taken all that waits.</summary>
    public void WhenDrained(Action callback) => _onDrained.Add(callback);

    /// <summary>
    /// Sends and returns when the host has taken this and all before it: a write that may wait does so until the
    /// host has given its buffer back. Where no host is connected it does not wait for one.
    /// </summary>
    public void SendAndWait(ReadOnlySpan<byte> bytes)
    {
        if (Poll.IsHungUp(_fd))
            return;
        Descriptor.SetBlocking(_fd);
        Flush();
        Write(bytes);
    }

    /// <summary>Reads what is there now, without a turn of the loop.</summary>
    public void ReadNow() => OnEdge();

    public void Dispose()
    {
        _watch.Dispose();
        Descriptor.Close(_fd);
    }

    private void OnEdge()
    {
        Flush();
        Read();
    }

    private void Read()
    {
        for (var i = 0; i < ReadsInARow; i++)
        {
            var n = Descriptor.Read(_fd, _buffer);
            if (n <= 0)
                return; // nothing more now, or nobody connected: the next edge tells
            _onBytes(_buffer.AsSpan(0, n));
        }
        _loop.Post(Read); // others' turn first
    }

    private void Flush()
    {
        _ = _waiting.Flush(_fd); // an error is that of a port that is not connected: what waits, waits on
        if (Congested || _onDrained.Count == 0)
            return;
        var callbacks = _onDrained.ToArray();
        _onDrained.Clear();
        foreach (var callback in callbacks)
            callback();
    }

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var written = 0;
        while (written < bytes.Length)
        {
            var n = Descriptor.Write(_fd, bytes[written..]);
            if (n <= 0)
                break;
            written += n;
        }
        return written;
    }
}
