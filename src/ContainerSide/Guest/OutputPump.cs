using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// Guest to container, one channel: Data frames are written to a descriptor as fast as its reader takes them, and each
/// byte written gives credit back. Never holds more than <see cref="Frame.Window"/> bytes.
/// </summary>
internal sealed class OutputPump
{
    private readonly StreamConnection _stream;
    private readonly uint _session;
    private readonly byte _channel;
    private readonly int _fd;
    private readonly Watch _watch;
    private readonly Action _onChange;
    private readonly SendQueue _queue = new();
    private int _queued;
    private int _owed;
    private bool _readerGone;
    private bool _ended;
    private long _received;
    private long _mark = long.MaxValue;

    /// <param name="loop">The event loop.</param>
    /// <param name="stream">The guest's stream port.</param>
    /// <param name="session">Which process's.</param>
    /// <param name="channel">Which of its channels.</param>
    /// <param name="fd">Does not block; stays the caller's.</param>
    /// <param name="onChange">It is finished, or what was marked has been passed on.</param>
    public OutputPump(EventLoop loop, StreamConnection stream, uint session, byte channel, int fd, Action onChange)
    {
        (_stream, _session, _channel, _fd, _onChange) = (stream, session, channel, fd, onChange);
        _watch = loop.Add(fd, _ => { }, _ => Flush(), _ => LoseReader());
    }

    /// <summary>The guest has said its end, and all is written; or nobody reads it.</summary>
    public bool Finished => _ended && _queue.IsEmpty;

    /// <summary>All that had come at the <see cref="Mark"/> is written, or nobody reads it.</summary>
    public bool PassedOn => Finished || _readerGone || _received - _queued >= _mark;

    public void Mark() => _mark = _received;

    /// <summary>Notices from now on that the reader goes, although there is nothing to write.</summary>
    public void WatchReader()
    {
        if (!_readerGone)
            _watch.WantHangUp(true);
    }

    public void Data(ReadOnlyMemory<byte> bytes)
    {
        if (_ended)
            throw new ProtocolException($"data after the end of channel {_channel}");
        if (_readerGone)
            return;
        if (_queued + bytes.Length > Frame.Window)
            throw new ProtocolException($"channel {_channel} has more than {Frame.Window} bytes under way");
        _queue.AddCopy(bytes.Span);
        _queued += bytes.Length;
        _received += bytes.Length;
        Flush();
    }

    public void End()
    {
        _ended = true;
        if (_queue.IsEmpty)
            _onChange();
    }

    /// <summary>Stops writing; the descriptor stays open.</summary>
    public void Dispose() => _watch.Dispose();

    private void Flush()
    {
        var written = _queue.Flush(_fd);
        if (written < 0)
        {
            LoseReader();
            return;
        }
        _queued -= written;
        _owed += written;
        _watch.WantWrite(!_queue.IsEmpty);
        GiveCredit();
        if (Finished || PassedOn)
            _onChange();
    }

    /// <summary>In parts of a quarter window, so that not every write costs a frame; all of it where nothing waits.</summary>
    private void GiveCredit()
    {
        if (_owed < Frame.Window / 4 || _ended)
            return;
        _stream.Send(Frame.EncodeNumber(FrameKind.Credit, _channel, _session, (uint)_owed));
        _owed = 0;
    }

    private void LoseReader()
    {
        if (_readerGone)
            return;
        _readerGone = true;
        _queue.Clear();
        _queued = 0;
        _watch.Dispose();
        _stream.Send(Frame.Encode(FrameKind.Cancel, _channel, _session));
        _onChange();
    }
}
