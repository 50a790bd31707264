namespace Dkvm.Linux;

/// <summary>A descriptor's place in an <see cref="EventLoop"/>. Used on the loop's thread only.</summary>
public sealed class Watch : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<Watch> _onReadable;
    private readonly Action<Watch>? _onWritable;
    private readonly Action<Watch>? _onHangUp;
    private bool _disposed;

    internal Watch(EventLoop loop, int fd, int generation, Action<Watch> onReadable, Action<Watch>? onWritable, Action<Watch>? onHangUp)
    {
        _loop = loop;
        Fd = fd;
        Generation = generation;
        _onReadable = onReadable;
        _onWritable = onWritable;
        _onHangUp = onHangUp;
    }

    public int Fd { get; }

    public bool WantsRead { get; private set; }

    public bool WantsWrite { get; private set; }

    public bool WantsHangUp { get; private set; }

    internal int Generation { get; }

    internal bool Unpollable { get; set; }

    internal bool Registered { get; set; } = true;

    /// <summary>Says what to be called for. Errors and hang-ups call whatever is wanted.</summary>
    public void Want(bool read, bool write)
    {
        if (_disposed || (read == WantsRead && write == WantsWrite))
            return;
        (WantsRead, WantsWrite) = (read, write);
        _loop.Changed(this);
    }

    public void WantRead(bool read) => Want(read, WantsWrite);

    public void WantWrite(bool write) => Want(WantsRead, write);

    /// <summary>To be called for errors and hang-ups although nothing is to be read or written; once, then dispose of it.</summary>
    public void WantHangUp(bool wanted)
    {
        if (_disposed || wanted == WantsHangUp)
            return;
        WantsHangUp = wanted;
        _loop.Changed(this);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _loop.Removed(this);
    }

    internal void Fire(bool readable, bool writable, bool hangUp = false)
    {
        if (readable && WantsRead && !_disposed)
            _onReadable(this);
        if (writable && WantsWrite && !_disposed)
            _onWritable?.Invoke(this);
        if (hangUp && WantsHangUp && !_disposed)
            _onHangUp?.Invoke(this);
    }
}

/// <summary>A call that is due once; disposing of it cancels it.</summary>
public sealed class LoopTimer(Action callback) : IDisposable
{
    internal bool Cancelled { get; private set; }

    public void Dispose() => Cancelled = true;

    internal void Fire() => callback();
}
