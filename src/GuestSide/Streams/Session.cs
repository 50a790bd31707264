using Dkvm.Linux;
using Dkvm.Protocol.Streams;

namespace Dkvm.GuestSide.Streams;

/// <summary>
/// One process and its streams, from before it starts until everything it wrote and its exit status have been sent.
/// The host may send input, sizes and signals before the process is there: they wait for it.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>No session of the host's.</summary>
    private const uint Nobody = uint.MaxValue;

    private readonly EventLoop _loop;
    private readonly StreamPort _port;
    private readonly InputPump _input;
    private readonly Action<Session> _onFinished;
    private readonly OutputPump?[] _outputs = new OutputPump?[3];
    private readonly List<int> _earlySignals = [];
    private (int Rows, int Columns)? _size;
    private int _terminal = -1;
    private int _heldTerminal = -1;
    private int _pidFd = -1;
    private Watch? _exit;
    private ExitStatus? _status;
    private bool _exitSent;
    private bool _finished;

    /// <param name="id">0 for the entrypoint.</param>
    /// <param name="loop">Whose thread all this runs on.</param>
    /// <param name="port">To the host.</param>
    /// <param name="onFinished">Called once, after Exit has been sent.</param>
    public Session(uint id, EventLoop loop, StreamPort port, Action<Session> onFinished)
    {
        (Id, _loop, _port, _onFinished) = (id, loop, port, onFinished);
        _input = new InputPump(loop, port, id);
        port.Add(this);
    }

    public uint Id { get; private set; }

    /// <summary>
    /// The process is an init system. When it powers off its PID namespace, the kernel has INT end it, which is how such a
    /// machine ends well: reboot(2), "Behavior inside PID namespaces".
    /// </summary>
    public bool IsInitSystem { get; set; }

    private bool IsEntrypoint => Id == 0;

    public bool Started => _pidFd >= 0;

    /// <summary>The process's; what it is in the PID namespace of, others can join. -1 before the start.</summary>
    public int PidFd => _pidFd;

    /// <summary>The process runs; the session takes over its descriptors and the process's.</summary>
    /// <param name="process">The process.</param>
    /// <param name="stdio">Its streams.</param>
    /// <param name="heldTerminal">Closed with the process's end, so that its terminal does not hang up before; or -1.</param>
    public void Start(SpawnedProcess process, ProcessStreams stdio, int heldTerminal = -1)
    {
        _heldTerminal = heldTerminal;
        _pidFd = process.PidFd;
        _exit = _loop.Add(_pidFd, _ => OnExit()); // readable from the process's end on: pidfd_open(2)
        _exit.WantRead(true);
        _terminal = stdio.Terminal;
        AddOutput(Frame.Stdout, stdio.Output);
        AddOutput(Frame.Stderr, stdio.Errors);
        if (stdio.Input >= 0)
            _input.Attach(stdio.Input, isTerminal: _terminal >= 0);
        else
            _input.AttachNothing();
        if (_size is { } size)
            Resize(size.Rows, size.Columns);
        foreach (var signal in _earlySignals)
            Signal(signal);
        _earlySignals.Clear();
    }

    /// <summary>There is no process, only what was written in its place, and the status that it would have had.</summary>
    public void StartEnded(ProcessStreams stdio, ExitStatus status)
    {
        _terminal = stdio.Terminal;
        AddOutput(Frame.Stdout, stdio.Output);
        AddOutput(Frame.Stderr, stdio.Errors);
        Descriptor.Close(stdio.Input);
        End(status);
    }

    /// <summary>To the process itself, not to what it started.</summary>
    public void Signal(int signal)
    {
        if (!Started)
            _earlySignals.Add(signal);
        else if (_status is null)
            Linux.PidFd.Signal(_pidFd, signal);
    }

    public void OnFrame(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Data when frame.Channel == Frame.Stdin:
                _input.Write(frame.Payload.Span);
                break;
            case FrameKind.End when frame.Channel == Frame.Stdin:
                _input.End();
                break;
            case FrameKind.Credit:
                _outputs[frame.Channel]?.AddCredit(frame.Number);
                break;
            case FrameKind.Cancel when frame.Channel != Frame.Stdin:
                Cancel(frame.Channel);
                break;
            case FrameKind.Resize:
                Resize(frame.Size.Rows, frame.Size.Columns);
                break;
            case FrameKind.Signal when frame.Number is > 0 and <= 64:
                Signal((int)frame.Number);
                break;
            default:
                GuestConsole.Write($"session {Id}: a {frame.Kind} frame for channel {frame.Channel} makes no sense");
                break;
        }
    }

    /// <summary>The host knows nothing of the process: it is killed, and its end is nobody's affair but its parent's.</summary>
    public void Abandon()
    {
        Signal(Linux.PidFd.Sigkill);
        _port.Remove(this);
        Id = Nobody;
        _input.Dispose();
        foreach (var output in _outputs)
            output?.Cancel();
    }

    /// <summary>The host knows nothing yet of what was sent of it: tells it what has ended, and what it may send.</summary>
    public void BeginAnew()
    {
        _input.BeginAnew();
        foreach (var output in _outputs)
            output?.BeginAnew();
        if (_outputs[Frame.Stderr] is null)
            _port.Send(FrameKind.End, Frame.Stderr, Id);
    }

    /// <summary>The terminal, where there is one, has another size.</summary>
    public void SetSize(int rows, int columns)
    {
        if (rows > 0 && columns > 0)
            Resize(rows, columns);
    }

    public void Dispose()
    {
        _exit?.Dispose();
        _input.Dispose();
        foreach (var output in _outputs)
            output?.Dispose();
        Descriptor.Close(_pidFd);
        _port.Remove(this);
    }

    private void OnExit()
    {
        if (Linux.PidFd.TakeExit(_pidFd) is { } status)
            End(status);
    }

    private void End(ExitStatus status)
    {
        _status = status;
        Descriptor.Close(_heldTerminal);
        _exit?.Dispose();
        _input.Dispose();
        if (!IsEntrypoint)
            foreach (var output in _outputs)
                output?.Drain();
        FinishIfDone();
    }

    private void AddOutput(byte channel, int fd)
    {
        if (fd >= 0)
            _outputs[channel] = new OutputPump(_loop, _port, Id, channel, fd, isTerminal: _terminal >= 0, FinishIfDone);
        else
            _port.Send(FrameKind.End, channel, Id);
    }

    private void Cancel(byte channel)
    {
        if (channel == Frame.Stdout && _terminal >= 0)
            _input.Dispose(); // the master's second descriptor: only without both does the terminal hang up
        _outputs[channel]?.Cancel();
    }

    private void Resize(int rows, int columns)
    {
        _size = (rows, columns);
        if (_terminal >= 0 && _outputs[Frame.Stdout] is { Ended: false })
            Pty.Resize(_terminal, rows, columns);
    }

    /// <summary>
    /// Exit comes after what the process wrote. With the entrypoint all others end, so that is after both ends; another
    /// process may leave one in the background that writes on, which nobody is to wait for.
    /// </summary>
    private void FinishIfDone()
    {
        if (_finished || _status is not { } status)
            return;
        if (!_exitSent && _outputs.All(o => o is null or { Ended: true } || (!IsEntrypoint && o.Drained)))
        {
            _exitSent = true;
            _port.SendNumber(FrameKind.Exit, 0, Id, (uint)(IsInitSystem && status.Signal == Linux.PidFd.Sigint ? 0 : status.AsShell));
        }
        if (!_exitSent || _outputs.Any(o => o is { Ended: false }))
            return;
        _finished = true;
        _onFinished(this);
    }
}
