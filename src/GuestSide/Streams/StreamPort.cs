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
    private FrameReader _reader = new();

    public StreamPort(EventLoop loop, int fd) => _port = new VirtioPort(loop, fd, OnBytes);

    /// <summary>Gets each DNS answer: the question's number, and the message, which is valid only during the call.</summary>
    public Action<uint, ReadOnlyMemory<byte>>? OnDnsAnswer { get; set; }

    public bool Congested => _port.Congested;

    public void WhenDrained(Action callback) => _port.WhenDrained(callback);

    public bool Has(uint session) => _sessions.ContainsKey(session);

    public void Add(Session session) => _sessions.Add(session.Id, session);

    public void Remove(Session session) => _sessions.Remove(session.Id);

    public void Send(FrameKind kind, byte channel, uint session, ReadOnlySpan<byte> payload = default) =>
        _port.Send(Frame.Encode(kind, channel, session, payload));

    public void SendNumber(FrameKind kind, byte channel, uint session, uint number) =>
        _port.Send(Frame.EncodeNumber(kind, channel, session, number));

    /// <summary>The frame is with the host when this returns.</summary>
    public void SendLast(FrameKind kind) => _port.SendAndWait(Frame.Encode(kind, 0, 0));

    /// <summary>
    /// Reads from a descriptor straight into a Data frame, of at most one write's size, and sends it.
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

    public void Dispose() => _port.Dispose();

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
        if (frame.Kind == FrameKind.Dns)
            OnDnsAnswer?.Invoke(frame.Session, frame.Payload);
        else if (_sessions.TryGetValue(frame.Session, out var session))
            session.OnFrame(frame); // else it crossed with the session's end
    }
}
