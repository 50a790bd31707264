using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// Container to guest: reads a descriptor only while the guest has credit left, so that back-pressure reaches the
/// writer. The descriptor does not block, and stays the caller's.
/// </summary>
internal sealed class InputPump
{
    private readonly StreamConnection _stream;
    private readonly uint _session;
    private readonly int _fd;
    private readonly Watch _watch;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _credit;
    private bool _paused;
    private bool _ended;

    /// <param name="credit">What the guest takes before it gives credit: a window, or nothing where it goes on from a checkpoint.</param>
    public InputPump(EventLoop loop, StreamConnection stream, uint session, int fd, int credit = Frame.Window)
    {
        (_stream, _session, _fd, _credit) = (stream, session, fd, credit);
        _watch = loop.Add(fd, _ => Pump());
    }

    public void Start() => Update();

    /// <summary>Nothing is sent for now, or again.</summary>
    public void Pause(bool pause)
    {
        _paused = pause;
        Update();
    }

    public void Credit(uint bytes)
    {
        if (bytes > Frame.Window - _credit)
            throw new ProtocolException($"credit for {bytes} bytes, of which only {Frame.Window - _credit} were sent");
        _credit += (int)bytes;
        Update();
    }

    /// <summary>The process has closed its stdin, or ended.</summary>
    public void Cancel()
    {
        _ended = true;
        _watch.Dispose();
    }

    private void Pump()
    {
        var n = Descriptor.Read(_fd, _buffer.AsSpan(0, Math.Min(_buffer.Length, _credit)));
        if (n == -Errno.EAGAIN)
            return;
        if (n <= 0)     // its end; for a terminal, EIO once the other side has gone
        {
            Cancel();
            _stream.Send(Frame.Encode(FrameKind.End, Frame.Stdin, _session));
            return;
        }
        _stream.Send(Frame.Encode(FrameKind.Data, Frame.Stdin, _session, _buffer.AsSpan(0, n)));
        _credit -= n;
        Update();
    }

    private void Update()
    {
        if (!_ended)
            _watch.WantRead(_credit > 0 && !_paused);
    }
}
