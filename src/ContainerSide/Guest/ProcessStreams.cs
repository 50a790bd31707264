using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// The container's end of a process's streams: three descriptors here, three channels of a session there. Loop's thread
/// only. The descriptors stay the caller's; what this changes of them, it changes back.
/// </summary>
internal sealed class ProcessStreams : IDisposable
{
    private readonly Action _onChange;
    private readonly InputPump? _stdin;
    private readonly OutputPump _stdout;
    private readonly OutputPump? _stderr;
    private readonly List<int> _madeNonBlocking = [];

    /// <param name="loop">The event loop.</param>
    /// <param name="stream">The guest's stream port.</param>
    /// <param name="session">Which process's.</param>
    /// <param name="stdio">stdin, -1 for none, stdout and stderr, -1 for none; a terminal has no stderr.</param>
    /// <param name="onChange">A channel has come to its end, or what was to be passed on has been.</param>
    /// <param name="inputCredit">As in <see cref="InputPump"/>.</param>
    public ProcessStreams(
        EventLoop loop, StreamConnection stream, uint session, (int In, int Out, int Err) stdio, Action onChange, int inputCredit = Frame.Window)
    {
        _onChange = onChange;
        foreach (var fd in (ReadOnlySpan<int>)[stdio.In, stdio.Out, stdio.Err])
            if (fd >= 0 && Descriptor.SetNonBlocking(fd))
                _madeNonBlocking.Add(fd);
        _stdin = stdio.In < 0 ? null : new InputPump(loop, stream, session, stdio.In, inputCredit);
        _stdout = new OutputPump(loop, stream, session, Frame.Stdout, stdio.Out, onChange);
        _stderr = stdio.Err < 0 ? null : new OutputPump(loop, stream, session, Frame.Stderr, stdio.Err, onChange);
    }

    /// <summary>All that the process, and what it started, could write has been written, or nobody reads it.</summary>
    public bool Finished => _stdout.Finished && _stderr is not { Finished: false };

    /// <summary>What had come when the process ended has been written.</summary>
    public bool PassedOn => _stdout.PassedOn && _stderr is not { PassedOn: false };

    /// <summary>Input may flow.</summary>
    public void Begin() => _stdin?.Start();

    /// <summary>Readers that go are noticed although there is nothing to write.</summary>
    public void WatchReaders()
    {
        _stdout.WatchReader();
        _stderr?.WatchReader();
    }

    /// <summary>The process has ended: it reads no more.</summary>
    public void EndOfProcess()
    {
        _stdin?.Cancel();
        Mark();
    }

    /// <summary>What has come until now is what <see cref="PassedOn"/> is about.</summary>
    public void Mark()
    {
        _stdout.Mark();
        _stderr?.Mark();
        _onChange();
    }

    /// <summary>No input is sent for now, or again.</summary>
    public void PauseInput(bool pause) => _stdin?.Pause(pause);

    /// <summary>The guest has nothing more to say on any channel, whether it has said so or not.</summary>
    public void End()
    {
        _stdout.End();
        _stderr?.End();
    }

    /// <summary>Deals with a frame of the session's channels.</summary>
    /// <exception cref="ProtocolException">It makes no sense.</exception>
    public void Handle(Frame frame)
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
            default:
                throw new ProtocolException($"a {frame.Kind} frame for the supervisor");
        }
    }

    public void Dispose()
    {
        _stdin?.Cancel();
        _stdout.Dispose();
        _stderr?.Dispose();
        foreach (var fd in _madeNonBlocking)
            Descriptor.TrySetBlocking(fd);
        _madeNonBlocking.Clear();
    }

    private OutputPump Output(byte channel) => channel switch
    {
        Frame.Stdout => _stdout,
        Frame.Stderr when _stderr is not null => _stderr,
        _ => throw new ProtocolException($"output on channel {channel}"),
    };
}
