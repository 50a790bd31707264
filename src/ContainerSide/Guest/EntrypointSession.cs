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
    private readonly ProcessStreams _streams;
    private bool? _runs;
    private int? _exitCode;
    private bool _exitReported;
    private bool _unmounted;
    private bool _unmountedReported;
    private Action? _onHeld;

    /// <param name="loop">The event loop.</param>
    /// <param name="stream">The guest's stream port.</param>
    /// <param name="stdio">The container's, as <see cref="ProcessStreams"/> wants it.</param>
    /// <param name="onExit">Called once, with the exit code, after the last byte of output was written.</param>
    /// <param name="resumes">It has run before: the guest says how much input it takes.</param>
    /// <param name="onUnmounted">Called once: the guest's file systems are unmounted. All output may not be written yet.</param>
    public EntrypointSession(
        EventLoop loop, StreamConnection stream, (int In, int Out, int Err) stdio, bool resumes, Action<int> onExit, Action onUnmounted)
    {
        (_stream, _onExit, _onUnmounted) = (stream, onExit, onUnmounted);
        _streams = new ProcessStreams(loop, stream, Id, stdio, Report, resumes ? 0 : Frame.Window);
        stream.Open(Id, Handle);
    }

    /// <summary>
    /// The agent has said whether the entrypoint runs. Only then is its end reported, although this port may be read
    /// before the agent's; and only then may it have its input.
    /// </summary>
    /// <exception cref="ProtocolException">What has been held since then makes no sense.</exception>
    public void Begin(bool runs)
    {
        _runs = runs;
        if (runs)
        {
            _streams.Begin();
            _streams.WatchReaders();
        }
        Report();
    }

    /// <summary>Has the guest come to rest; calls back once what the entrypoint has written until then was handed to its reader.</summary>
    public void Hold(Action onHeld)
    {
        _streams.PauseInput(true);
        _stream.OnHeld = () =>
        {
            _stream.OnHeld = null;
            _onHeld = onHeld;
            _streams.Mark(); // reports
        };
        _stream.Send(Frame.Encode(FrameKind.Hold, 0, Id));
    }

    /// <summary>The guest goes on.</summary>
    public void Release()
    {
        (_stream.OnHeld, _onHeld) = (null, null);
        _stream.Send(Frame.Encode(FrameKind.Release, 0, Id));
        _streams.PauseInput(false);
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
                _streams.End(); // nobody is left to write
                _unmounted = true;
                Report();
                break;
            default:
                _streams.Handle(frame);
                break;
        }
    }

    private void Report()
    {
        if (_runs is not { } runs)
            return;
        if (_onHeld is { } onHeld && _streams.PassedOn)
        {
            _onHeld = null;
            onHeld();
        }
        if (!_exitReported && _exitCode is { } code && _streams.Finished)
        {
            _exitReported = true;
            _onExit(code);
        }
        if (!_unmounted || _unmountedReported)
            return;
        _unmountedReported = true;
        if (runs && _exitCode is null)
            throw new ProtocolException("the guest has unmounted without the workload's exit code");
        _onUnmounted();
    }
}
