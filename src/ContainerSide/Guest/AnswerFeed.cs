using Dkvm.Linux;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// Writes to a descriptor as its reader takes it, and closes it; others that have it find it as it was. Loop's thread only.
/// </summary>
internal sealed class AnswerFeed : IDisposable
{
    private readonly int _fd;
    private readonly Watch _watch;
    private readonly SendQueue _queue = new();
    private readonly Action _onEnd;
    private readonly bool _wasBlocking;
    private bool _closed;

    /// <param name="loop">The event loop.</param>
    /// <param name="fd">This closes it.</param>
    /// <param name="parts">What is written, in order.</param>
    /// <param name="onEnd">Called once, not from within this: all is written, or the reader has gone.</param>
    public AnswerFeed(EventLoop loop, int fd, IEnumerable<ReadOnlyMemory<byte>> parts, Action onEnd)
    {
        (_fd, _onEnd) = (fd, onEnd);
        _wasBlocking = Descriptor.SetNonBlocking(fd);
        foreach (var part in parts)
            _queue.Add(part);
        _watch = loop.Add(fd, _ => { }, _ => Flush());
        _watch.WantWrite(true);
    }

    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _watch.Dispose();
        _queue.Clear();
        if (_wasBlocking)
            Descriptor.TrySetBlocking(_fd);
        Descriptor.Close(_fd);
    }

    private void Flush()
    {
        if (_queue.Flush(_fd) >= 0 && !_queue.IsEmpty)
            return;
        Dispose();
        _onEnd();
    }
}
