using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide.Streams;

/// <summary>
/// Carries a process's stdout or stderr (or its terminal's output) to the host: never more than the credit the host
/// has given, and nothing while the port is congested. So the process waits, and no buffer grows.
/// </summary>
internal sealed class OutputPump : IDisposable
{
    private const int ReadsInARow = 8;

    /// <summary>More than a terminal's buffers hold: drivers/tty/tty_buffer.c.</summary>
    private const int MostInTerminal = 64 * 1024;

    private readonly StreamPort _port;
    private readonly uint _session;
    private readonly byte _channel;
    private readonly int _fd;
    private readonly bool _isTerminal;
    private readonly Watch _watch;
    private readonly Action _onEnd;
    private int _credit = Frame.Window;
    private bool _waitsForPort;
    private int? _left;

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="port">To the host.</param>
    /// <param name="session">The process's number.</param>
    /// <param name="channel">Which of its streams.</param>
    /// <param name="fd">What is read, not blocking; this closes it.</param>
    /// <param name="isTerminal">It is a terminal's master.</param>
    /// <param name="onEnd">Called when everything has been sent or the host does not want more, and when it is drained.</param>
    public OutputPump(EventLoop loop, StreamPort port, uint session, byte channel, int fd, bool isTerminal, Action onEnd)
    {
        (_port, _session, _channel, _fd, _isTerminal, _onEnd) = (port, session, channel, fd, isTerminal, onEnd);
        _watch = loop.Add(fd, _ => Pump());
        _watch.WantRead(true);
    }

    public bool Ended { get; private set; }

    /// <summary>What was there to read at <see cref="Drain"/> has been sent.</summary>
    public bool Drained => Ended || _left is <= 0;

    /// <summary>
    /// The process has ended. What it wrote is in the pipe: so many bytes, however many others write behind it. What a
    /// terminal holds is not to be counted from here; it ends at the first moment that nothing is there.
    /// </summary>
    public void Drain()
    {
        _left = Math.Max(Descriptor.Readable(_fd), _isTerminal ? MostInTerminal : 0);
        Pump();
    }

    public void AddCredit(uint bytes)
    {
        _credit = (int)Math.Min(_credit + (long)bytes, Frame.Window);
        Update();
    }

    /// <summary>Another host listens: all credit is there, and the end is said again.</summary>
    public void BeginAnew()
    {
        if (Ended)
            _port.Send(FrameKind.End, _channel, _session);
        else
            AddCredit(Frame.Window);
    }

    /// <summary>Nobody reads any more: the process will see EPIPE, or its terminal hang up.</summary>
    public void Cancel() => End();

    public void Dispose()
    {
        if (Ended)
            return;
        Ended = true;
        _watch.Dispose();
        Descriptor.Close(_fd);
    }

    private void Pump()
    {
        for (var i = 0; i < ReadsInARow && !Ended && _credit > 0 && !_port.Congested; i++)
        {
            var n = _port.SendFrom(_fd, _channel, _session, _credit);
            if (n == -Errno.EAGAIN)
            {
                Settle(int.MaxValue);
                break;
            }
            if (n <= 0) // the end; EIO is a terminal's, pty(7)
            {
                End();
                return;
            }
            _credit -= n;
            Settle(n);
        }
        Update();
    }

    private void Settle(int bytes)
    {
        if (_left is not > 0)
            return;
        _left = Math.Max(0, _left.Value - bytes);
        if (_left == 0)
            _onEnd();
    }

    private void Update()
    {
        if (_port.Congested && !_waitsForPort && !Ended)
        {
            _waitsForPort = true;
            _port.WhenDrained(OnDrained);
        }
        _watch.WantRead(_credit > 0 && !_waitsForPort);
    }

    private void OnDrained()
    {
        _waitsForPort = false;
        Update();
    }

    private void End()
    {
        if (Ended)
            return;
        Dispose();
        _port.Send(FrameKind.End, _channel, _session);
        _onEnd();
    }
}
