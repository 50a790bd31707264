using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary>
/// One client of the control socket. What it sends is bounded before it is stored, and what it does not take is
/// bounded too: it then loses its connection. Loop's thread only.
/// </summary>
internal sealed class ControlConnection
{
    /// <summary>An answer's longest backlog, in bytes.</summary>
    public const int MaxBacklog = 4 * 1024 * 1024;

    private const int MaxDescriptorsHeld = 2 * UnixSocket.MaxDescriptors;

    private readonly ControlServer _server;
    private readonly EventLoop _loop;
    private readonly Watch _watch;
    private readonly LoopTimer _patience;
    private readonly LineReader _lines = new(ControlLine.MaxLength);
    private readonly SendQueue _queue = new();
    private readonly List<int> _descriptors = [];
    private ControlCall? _call;
    private bool _last;
    private bool _closed;

    public ControlConnection(ControlServer server, EventLoop loop, int fd, TimeSpan patience)
    {
        (_server, _loop) = (server, loop);
        Descriptor.SetNonBlocking(fd);
        _watch = loop.Add(fd, _ => Receive(), _ => Flush());
        _watch.WantRead(true);
        _patience = loop.After(patience, () =>
        {
            if (_call is null)
                Refuse("no command came in time");
        });
    }

    public long Backlog => _queue.Bytes;

    public IReadOnlyList<int> TakeDescriptors()
    {
        int[] taken = [.. _descriptors];
        _descriptors.Clear();
        return taken;
    }

    public void Send(byte[] line)
    {
        if (_closed || _last)
            return;
        _queue.Add(line);
        Flush();
        if (_queue.Bytes > MaxBacklog)
            Close();
    }

    /// <summary>Closes once the client has it all.</summary>
    public void SendLast(byte[] line)
    {
        Send(line);
        if (_closed)
            return;
        _last = true;
        Flush();
    }

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _patience.Dispose();
        _watch.Dispose();
        Descriptor.Close(_watch.Fd);
        foreach (var fd in _descriptors)
            Descriptor.Close(fd);
        _descriptors.Clear();
        _queue.Clear();
        _server.Forget(this);
        _call?.OnClosed?.Invoke();
    }

    private void Receive()
    {
        var n = UnixSocket.Receive(_watch.Fd, _server.Buffer, _descriptors);
        if (n == -Errno.EAGAIN)
            return;
        if (n == -Errno.EMSGSIZE || _descriptors.Count > MaxDescriptorsHeld)
            Refuse("too many descriptors");
        else if (n <= 0)
            Close();
        else
            Feed(_server.Buffer.AsSpan(0, n));
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _lines.Feed(bytes, Handle);
        }
        catch (ProtocolException e)
        {
            Refuse(e.Message);
        }
    }

    private void Handle(ReadOnlyMemory<byte> line)
    {
        if (_closed || _last)
            return;
        var request = ControlLine.ReadRequest(line);
        try
        {
            if (_call is null)
                Begin(request);
            else if (_call.OnRequest is { } more)
                more(request);
            else
                throw new ProtocolException("one command a connection");
        }
        catch (DkvmException e)
        {
            SendLast(ControlWriter.Error(new(e.Message, e.Where, e.Remedy, null)));
        }
        catch (Exception e) when (e is not ProtocolException)
        {
            // A command's mistake is its client's bad luck, not the container's end.
            Refuse($"the command {request.Command} failed: {e.Message}");
        }
    }

    private void Begin(ControlRequest request)
    {
        var command = _server.Find(request.Command)
            ?? throw new DkvmException($"the supervisor knows no command \"{request.Command}\"", remedy: $"it knows {_server.Names}");
        _patience.Dispose();
        _call = new ControlCall(_loop, this, request.Arguments);
        command.Begin(_call);
    }

    private void Refuse(string why) => SendLast(ControlWriter.Error(new(why, null, null, null)));

    private void Flush()
    {
        if (_closed)
            return;
        if (_queue.Flush(_watch.Fd) < 0 || _last && _queue.IsEmpty)
            Close();
        else
            _watch.WantWrite(!_queue.IsEmpty);
    }
}
