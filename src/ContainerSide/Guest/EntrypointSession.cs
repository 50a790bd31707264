using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>Session 0: the container's own stdio is the entrypoint's. Loop's thread only.</summary>
internal sealed class EntrypointSession : IDisposable
{
    public const uint Id = 0;

    private readonly StreamConnection _stream;
    private readonly Action<int> _onExit;
    private readonly Action _onUnmounted;
    private readonly ProcessStreams _streams;
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
        _streams = new ProcessStreams(loop, stream, Id, (nullStdin ? -1 : 0, 1, terminal ? -1 : 2), ReportExit);
        stream.Open(Id, Handle);
    }

    /// <summary>The entrypoint runs: it may have its input.</summary>
    public void Begin()
    {
        _streams.Begin();
        _streams.WatchReaders();
    }

    public void Signal(int number) => _stream.Send(Frame.EncodeNumber(FrameKind.Signal, 0, Id, (uint)number));

    public void Resize(int rows, int columns) => _stream.Send(Frame.EncodeResize(Id, rows, columns));

    public void Dispose()
    {
        _stream.Close(Id);
        _streams.Dispose();
    }

    private void Handle(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Exit:
                _exitCode ??= (int)Math.Min(frame.Number, 255);
                _streams.EndOfProcess();
                break;
            case FrameKind.Unmounted:
                _onUnmounted();
                break;
            default:
                _streams.Handle(frame);
                break;
        }
    }

    private void ReportExit()
    {
        if (_reported || _exitCode is not { } code || !_streams.Finished)
            return;
        _reported = true;
        _onExit(code);
    }
}
