using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>Session 0: the container's own stdio is the entrypoint's. Loop's thread only.</summary>
internal sealed class EntrypointSession : IDisposable
{
    public const uint Id = 0;

    private readonly StreamConnection _stream;
    private readonly Action<int> _onExit;
    private readonly Action _onUnmounted;
    private readonly InputPump? _stdin;
    private readonly OutputPump _stdout;
    private readonly OutputPump? _stderr;
    private int? _exitCode;
    private bool _reported;

    /// <param name="loop">The event loop.</param>
    /// <param name="stream">The guest's stream port.</param>
    /// <param name="terminal">The container's stdio is a terminal: one channel out, and sizes.</param>
    /// <param name="nullStdin">The container's stdin is /dev/null.</param>
    /// <param name="onExit">Called once, with the exit code, after the last byte of output was written.</param>
    /// <param name="onUnmounted">The guest's file systems are unmounted.</param>
    public EntrypointSession(
        EventLoop loop, StreamConnection stream, bool terminal, bool nullStdin, Action<int> onExit, Action onUnmounted)
    {
        (_stream, _onExit, _onUnmounted) = (stream, onExit, onUnmounted);
        // The guest's terminal edits lines, echoes and makes signals of keys; this one only passes bytes on.
        if (terminal)
            Terminal.MakeRaw(0);
        _stdin = nullStdin ? null : new InputPump(loop, stream, Id, fd: 0);
        _stdout = new OutputPump(loop, stream, Id, Frame.Stdout, fd: 1, ReportExit);
        _stderr = terminal ? null : new OutputPump(loop, stream, Id, Frame.Stderr, fd: 2, ReportExit);
        stream.Open(Id, Handle);
    }

    /// <summary>The entrypoint runs: it may have its input.</summary>
    public void Begin() => _stdin?.Start();

    public void Signal(int number) => _stream.Send(Frame.EncodeNumber(FrameKind.Signal, 0, Id, (uint)number));

    public void Resize(int rows, int columns) => _stream.Send(Frame.EncodeResize(Id, rows, columns));

    public void Dispose()
    {
        _stream.Close(Id);
        _stdin?.Cancel();
        _stdout.Dispose();
        _stderr?.Dispose();
    }

    private void Handle(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Data:
                Output(frame.Channel).Data(frame.Payload);
                break;
            case FrameKind.End when frame.Channel == Frame.Stderr && _stderr is null:
                break; // a terminal has one output; the guest ends the other at once
            case FrameKind.End:
                Output(frame.Channel).End();
                break;
            case FrameKind.Credit when frame.Channel == Frame.Stdin && _stdin is not null:
                _stdin.Credit(frame.Number);
                break;
            case FrameKind.Cancel when frame.Channel == Frame.Stdin:
                _stdin?.Cancel();
                break;
            case FrameKind.Exit:
                _exitCode ??= (int)Math.Min(frame.Number, 255);
                _stdin?.Cancel();
                ReportExit();
                break;
            case FrameKind.Unmounted:
                _onUnmounted();
                break;
            default:
                throw new ProtocolException($"a {frame.Kind} frame for the supervisor");
        }
    }

    private OutputPump Output(byte channel) => channel switch
    {
        Frame.Stdout => _stdout,
        Frame.Stderr when _stderr is not null => _stderr,
        _ => throw new ProtocolException($"output on channel {channel}"),
    };

    private void ReportExit()
    {
        if (_reported || _exitCode is not { } code || !_stdout.Finished || _stderr is { Finished: false })
            return;
        _reported = true;
        _onExit(code);
    }
}
