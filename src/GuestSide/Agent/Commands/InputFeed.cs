using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>Gives a process its input as it takes it, and then the end of it.</summary>
internal sealed class InputFeed : IDisposable
{
    private readonly int _fd;
    private readonly Watch _watch;
    private readonly SendQueue _queue = new();
    private bool _closed;

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="fd">A pipe's writing end; this closes it.</param>
    /// <param name="input">All of it.</param>
    public InputFeed(EventLoop loop, int fd, byte[] input)
    {
        _fd = fd;
        Descriptor.SetNonBlocking(fd);
        _watch = loop.Add(fd, _ => Dispose(), _ => Flush()); // "readable" by its error alone: the reader has gone
        if (input.Length > 0)
            _queue.Add(input);
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

    private void Flush()
    {
        if (_queue.Flush(_fd) < 0 || _queue.IsEmpty)
            Dispose();
        else
            _watch.WantWrite(true);
    }
}
