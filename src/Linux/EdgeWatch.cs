namespace Dkvm.Linux;

/// <summary>
/// Edge-triggered watching within the level-triggered <see cref="EventLoop"/>: an epoll within the epoll, epoll(7).
/// For descriptors such as a virtio-serial port, which is "hung up" for as long as nobody is connected on the other
/// side: a level would be reported without end, an edge is reported when something changes.
/// </summary>
public sealed class EdgeWatch : IDisposable
{
    private const uint EdgeTriggered = 1u << 31;

    private readonly int _epoll = Epoll.Create();
    private readonly Watch _watch;
    private readonly Action _onEdge;

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="fd">Stays the caller's.</param>
    /// <param name="onEdge">Has to read and write until EAGAIN, or to come back by itself.</param>
    public EdgeWatch(EventLoop loop, int fd, Action onEdge)
    {
        _onEdge = onEdge;
        var error = Epoll.Control(_epoll, Epoll.Add, fd, Epoll.In | Epoll.Out | EdgeTriggered, generation: 0);
        if (error < 0)
            throw new LinuxException("epoll_ctl", -error);
        _watch = loop.Add(_epoll, Fire);
        _watch.WantRead(true);
    }

    public void Dispose()
    {
        _watch.Dispose();
        Descriptor.Close(_epoll);
    }

    private void Fire(Watch watch)
    {
        Span<Epoll.Event> events = stackalloc Epoll.Event[1];
        if (Epoll.Wait(_epoll, events, timeoutMilliseconds: 0) > 0)
            _onEdge();
    }
}
