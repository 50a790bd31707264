using System.Net.Sockets;
using System.Text;
using Dkvm.Protocol.Streams;

namespace Dkvm.Tests.GuestSide.Machine;

/// <summary>The supervisor's end of the streams, for the entrypoint's session.</summary>
internal sealed class StreamClient : IDisposable
{
    private readonly Socket _socket;
    private readonly MemoryStream[] _outputs = [new(), new(), new()];
    private readonly Lock _lock = new();
    private readonly Thread _reader;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _credit = Frame.Window;

    public StreamClient(Socket socket)
    {
        _socket = socket;
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>Whether credit goes back for what comes.</summary>
    public bool GivesCredit { get; set; } = true;

    /// <summary>Answers a DNS question.</summary>
    public Func<byte[], byte[]>? Resolve { get; set; }

    public int? ExitCode { get; private set; }

    public bool Unmounted { get; private set; }

    public bool InputCancelled { get; private set; }

    /// <summary>Kinds and channels in the order in which they came, Data and Credit left out.</summary>
    public List<(FrameKind Kind, byte Channel)> Story { get; } = [];

    public string Output => Encoding.UTF8.GetString(Bytes(Frame.Stdout));

    public string Errors => Encoding.UTF8.GetString(Bytes(Frame.Stderr));

    public byte[] Bytes(byte channel)
    {
        lock (_lock)
            return _outputs[channel].ToArray();
    }

    public void Send(byte[] frame) => _socket.Send(frame);

    public void Type(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Never more than the guest gives credit for; waits for it.</summary>
    public void Write(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Until(() => _credit > 0 || InputCancelled);
            if (InputCancelled)
                return;
            int size;
            lock (_lock)
                _credit -= size = Math.Min(Math.Min(bytes.Length, 32 * 1024), _credit);
            Send(Frame.Encode(FrameKind.Data, Frame.Stdin, 0, bytes.Span[..size]));
            bytes = bytes[size..];
        }
    }

    /// <summary>Waits for frames until something holds.</summary>
    public void Until(Func<bool> holds, int seconds = 60)
    {
        var deadline = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (holds())
                    return;
                changed = _changed.Task;
            }
            if (!changed.Wait(deadline - DateTime.UtcNow is { Ticks: > 0 } left ? left : TimeSpan.Zero))
                throw new TimeoutException($"waited {seconds} s; stdout \"{Output}\", stderr \"{Errors}\", frames {string.Join(" ", Story)}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Read()
    {
        var reader = new FrameReader();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int n; (n = _socket.Receive(buffer)) > 0;)
                reader.Feed(buffer.AsSpan(0, n), OnFrame);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The machine, or the test, has ended.
        }
    }

    private void OnFrame(Frame frame)
    {
        lock (_lock)
        {
            switch (frame.Kind)
            {
                case FrameKind.Data:
                    _outputs[frame.Channel].Write(frame.Payload.Span);
                    if (GivesCredit)
                        Send(Frame.EncodeNumber(FrameKind.Credit, frame.Channel, 0, (uint)frame.Payload.Length));
                    break;
                case FrameKind.Credit:
                    _credit += (int)frame.Number;
                    break;
                case FrameKind.Exit:
                    ExitCode = (int)frame.Number;
                    break;
                case FrameKind.Unmounted:
                    Unmounted = true;
                    break;
                case FrameKind.Dns when Resolve is not null:
                    Send(Frame.Encode(FrameKind.Dns, frame.Channel, frame.Session, Resolve(frame.Payload.ToArray())));
                    break;
                case FrameKind.Cancel:
                    InputCancelled = true;
                    break;
            }
            if (frame.Kind is not (FrameKind.Data or FrameKind.Credit or FrameKind.Dns))
                Story.Add((frame.Kind, frame.Channel));
            var changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }
}
