using Dkvm.Actors.Ports;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// The guest's stream port: frames of many sessions on one virtio-serial port. Loop's thread only. What the guest
/// sends is checked by <see cref="FrameReader"/> and by each session's credit; a breach ends the connection.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    private const int CongestedAt = 256 * 1024;

    /// <summary>A guest that takes so little of what is sent to it, credit for its own bytes among it, reads nothing at all.</summary>
    private const int TooMuch = 8 * 1024 * 1024;

    private readonly ByteChannel _channel;
    private readonly FrameReader _frames = new();
    private readonly Dictionary<uint, Action<Frame>> _sessions = [];
    private readonly Action<GuestSaid> _onEnd;

    public StreamConnection(EventLoop loop, int fd, Action<GuestSaid> onEnd)
    {
        _onEnd = onEnd;
        _channel = new ByteChannel(loop, fd, Receive, why => onEnd(new GuestSaid.Lost($"the guest's stream port was lost: {why}")), bufferSize: 128 * 1024);
    }

    /// <summary>Gets the frames of kind Dns.</summary>
    public Action<Frame>? OnDns { get; set; }

    /// <summary>Told that the guest is at rest, and all that it has sent was handed on.</summary>
    public Action? OnHeld { get; set; }

    /// <summary>The guest leaves what was sent to it untaken.</summary>
    public bool Congested => _channel.Backlog > CongestedAt;

    public void Open(uint session, Action<Frame> onFrame) => _sessions.Add(session, onFrame);

    public void Close(uint session) => _sessions.Remove(session);

    public void Send(ReadOnlyMemory<byte> frame)
    {
        _channel.Send(frame);
        if (_channel.Backlog <= TooMuch)
            return;
        _channel.Dispose();
        _onEnd(new GuestSaid.Broke($"the guest leaves {TooMuch} bytes that were sent to it unread"));
    }

    /// <summary>Takes what has arrived already.</summary>
    public void Drain() => _channel.Drain();

    public void Dispose() => _channel.Dispose();

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _frames.Feed(bytes.Span, Dispatch);
        }
        catch (ProtocolException e)
        {
            _channel.Dispose();
            _onEnd(new GuestSaid.Broke($"the guest broke the protocol: {e.Message}"));
        }
    }

    private void Dispatch(Frame frame)
    {
        if (frame.Kind == FrameKind.Dns)
            OnDns?.Invoke(frame);
        else if (frame.Kind == FrameKind.Held)
            OnHeld?.Invoke();
        else if (_sessions.TryGetValue(frame.Session, out var onFrame))
            onFrame(frame);
        // A session that was closed here may still have frames under way: they are for nobody.
    }
}
