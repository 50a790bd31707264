using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide.Streams;

/// <summary>The port <c>org.dkvm.stream.0</c>: frames to and from sessions. The conversation is drawn in Frame.cs.</summary>
internal sealed class StreamPort : IDisposable
{
    private readonly VirtioPort _port;
    private readonly Dictionary<uint, Session> _sessions = [];
    private readonly byte[] _scratch = new byte[VirtioPort.MaxWrite];
    private readonly List<byte[]> _held = [];
    private readonly List<Action> _onRelease = [];
    private FrameReader _reader = new();
    private bool _holds;

    public StreamPort(EventLoop loop, int fd) => _port = new VirtioPort(loop, fd, OnBytes);

    /// <summary>Gets each DNS answer: the question's number, and the message, which is valid only during the call.</summary>
    public Action<uint, ReadOnlyMemory<byte>>? OnDnsAnswer { get; set; }

    /// <summary>Gets the host's time of the last synchronisation, in nanoseconds since 1970.</summary>
    public Action<long>? OnClock { get; set; }

    public bool Congested => _holds || _port.Congested;

    /// <summary>The host has asked for silence: what is sent waits for <see cref="Release"/>.</summary>
    public bool Holds => _holds;

    public void WhenDrained(Action callback)
    {
        if (_holds)
            _onRelease.Add(callback);
        else
            _port.WhenDrained(callback);
    }

    /// <summary>Takes what is there already.</summary>
    public void ReadNow() => _port.ReadNow();

    public bool Has(uint session) => _sessions.ContainsKey(session);

    public void Add(Session session) => _sessions.Add(session.Id, session);

    public void Remove(Session session) => _sessions.Remove(session.Id);

    public void Send(FrameKind kind, byte channel, uint session, ReadOnlySpan<byte> payload = default) =>
        Send(Frame.Encode(kind, channel, session, payload));

    public void SendNumber(FrameKind kind, byte channel, uint session, uint number) =>
        Send(Frame.EncodeNumber(kind, channel, session, number));

    /// <summary>The frame is with the host when this returns.</summary>
    public void SendLast(FrameKind kind)
    {
        Release();
        _port.SendAndWait(Frame.Encode(kind, 0, 0));
    }

    /// <summary>
    /// Reads from a descriptor straight into a Data frame, of at most one write's size, and sends it. Not while it
    /// <see cref="Holds"/>.
    /// </summary>
    /// <returns>As read(2): the bytes sent, 0 at the end, or minus errno.</returns>
    public int SendFrom(int fd, byte channel, uint session, int most)
    {
        var room = Math.Min(most, _scratch.Length - Frame.HeaderSize);
        var n = Descriptor.Read(fd, _scratch.AsSpan(Frame.HeaderSize, room));
        if (n <= 0)
            return n;
        Frame.WriteHeader(_scratch, FrameKind.Data, channel, session, n);
        _port.Send(_scratch.AsSpan(0, Frame.HeaderSize + n));
        return n;
    }

    /// <summary>
    /// Another host listens, who knows nothing of what was under way: what waited is forgotten, all sessions but the
    /// entrypoint's end, and that one says where it stands.
    /// </summary>
    public void BeginAnew()
    {
        _reader = new();
        _held.Clear();
        foreach (var session in _sessions.Values.ToArray())
            if (session.Id != 0)
                session.Abandon();
        _held.Clear();
        if (_sessions.TryGetValue(0, out var entrypoint))
            entrypoint.BeginAnew();
        Release();
    }

    public void Dispose() => _port.Dispose();

    private void Send(byte[] frame)
    {
        if (_holds)
            _held.Add(frame);
        else
            _port.Send(frame.AsMemory());
    }

    private void OnBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _reader.Feed(bytes, OnFrame);
        }
        catch (ProtocolException e)
        {
            // The place in the stream is lost. What follows cannot be understood before the host connects anew.
            GuestConsole.Write(e.Message);
            _reader = new();
        }
    }

    private void OnFrame(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Dns:
                OnDnsAnswer?.Invoke(frame.Session, frame.Payload);
                break;
            case FrameKind.Clock:
                OnClock?.Invoke(frame.Nanoseconds);
                break;
            case FrameKind.Hold when !_holds:
                Send(FrameKind.Held, 0, 0);
                _holds = true;
                break;
            case FrameKind.Release:
                Release();
                break;
            default:
                if (_sessions.TryGetValue(frame.Session, out var session))
                    session.OnFrame(frame); // else it crossed with the session's end
                break;
        }
    }

    private void Release()
    {
        if (!_holds)
            return;
        _holds = false;
        foreach (var frame in _held)
            _port.Send(frame.AsMemory());
        _held.Clear();
        var callbacks = _onRelease.ToArray();
        _onRelease.Clear();
        foreach (var callback in callbacks)
            callback();
    }
}
