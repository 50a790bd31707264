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

    private readonly StreamPort _port;
    private readonly uint _session;
    private readonly byte _channel;
    private readonly int _fd;
    private readonly Watch _watch;
    private readonly Action _onEnd;
    private int _credit = Frame.Window;
    private bool _waitsForPort;

    /// <param name="loop">Whose thread calls back.</param>
    /// <param name="port">To the host.</param>
    /// <param name="session">The process's number.</param>
    /// <param name="channel">Which of its streams.</param>
    /// <param name="fd">What is read, not blocking; this closes it.</param>
    /// <param name="onEnd">Called once, when everything has been sent or the host does not want more.</param>
    public OutputPump(EventLoop loop, StreamPort port, uint session, byte channel, int fd, Action onEnd)
    {
        (_port, _session, _channel, _fd, _onEnd) = (port, session, channel, fd, onEnd);
        _watch = loop.Add(fd, _ => Pump());
        _watch.WantRead(true);
    }

    public bool Ended { get; private set; }

    public void AddCredit(uint bytes)
    {
        _credit = (int)Math.Min(_credit + (long)bytes, Frame.Window);
        Update();
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
                break;
            if (n <= 0) // the end; EIO is a terminal's, pty(7)
            {
                End();
                return;
            }
            _credit -= n;
        }
        Update();
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
