using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Exec;
using Dkvm.ContainerSide.Guest.Plain;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;
using Dkvm.Protocol.Streams;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// One process that an exec started, from the request to the guest until the last byte that it, or what it left behind,
/// could write. What it writes before its client is there is held, which credit bounds. Loop's thread only, but for
/// <see cref="IExecSession"/>.
/// </summary>
internal sealed class ExecSession : IExecSession, IDisposable
{
    private readonly ExecSessions _all;
    private readonly uint _id;
    private readonly ProcessPlan _process;
    private readonly Action<ExecSaid> _onEvent;
    private readonly List<(FrameKind Kind, byte Channel, byte[] Payload)> _held = [];
    private readonly int[] _heldBytes = new int[3];
    private ExecStdio? _stdio;
    private ProcessStreams? _streams;
    private PlainSession? _plain;
    private int? _exitCode;
    private bool _started;
    private bool _killed;
    private bool _reported;
    private bool _disposed;

    public ExecSession(ExecSessions all, uint id, ProcessPlan process, Action<ExecSaid> onEvent) =>
        (_all, _id, _process, _onEvent) = (all, id, process, onEvent);

    public uint Id => _id;

    public void Begin()
    {
        _all.Stream.Open(_id, Handle);
        _all.Agent.Ask(AgentCommands.ExecSession, Write, Answered);
    }

    public void Attach(IExecStdio stdio) => _all.Post(() => Attach((ExecStdio)stdio));

    public void Signal(int number) => _all.Post(() => SendSignal(number));

    public void Resize() => _all.Post(SendSize);

    public void Kill() => _all.Post(() =>
    {
        _killed = true;
        if (_plain is not null)
            Dispose(); // the protocol has no way to end the process
        if (_disposed || !_started)
            return;
        SendSignal(PidFd.Sigkill);
        if (_streams is null)
        {
            CancelOutput();
            if (_exitCode is not null)
                Dispose();
        }
    });

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _all.Forget(_id);
        _streams?.Dispose();
        _plain?.Dispose();
        _stdio?.Close();
        _held.Clear();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("session"u8, _id);
        json.WritePropertyName("process"u8);
        PlanJson.Write(json, _process);
        json.WriteEndObject();
    }

    private void Answered(AgentAnswer answer)
    {
        if (_disposed)
            return;
        if (answer.Error is { Class: AgentError.CommandNotFound })
        {
            FallBack();
            return;
        }
        var failure = answer.Error is { } error ? new(ExitCode.RuntimeFailed, error.Desc) : ExecResult.Parse(answer.Return).Failure;
        if (failure is not null)
        {
            Dispose();
            _onEvent(new ExecSaid.Refused(Math.Clamp(failure.ExitCode, 1, 255), failure.Message));
            return;
        }
        _started = true;
        if (_killed)
            Kill();
        else
            _onEvent(new ExecSaid.Started());
    }

    /// <summary>The guest's agent is none of ours: an image that runs its own init may have a plain qemu-ga.</summary>
    private void FallBack()
    {
        _plain = new PlainSession(_all.Loop, _all.Agent, _process, said =>
        {
            _onEvent(said);
            if (said is not ExecSaid.Started)
                Dispose();
        });
        _plain.Start();
    }

    private void Attach(ExecStdio stdio)
    {
        if (_plain is not null && !_disposed)
        {
            _plain.Attach(stdio);
            return;
        }
        if (_disposed || _streams is not null || !stdio.Take())
            return;
        _stdio = stdio;
        if (_process.Terminal)
        {
            stdio.MakeRaw();
            SendSize();
        }
        _streams = new ProcessStreams(
            _all.Loop, _all.Stream, _id,
            (_process.NullStdin ? -1 : stdio.Input, stdio.Output, _process.Terminal ? -1 : stdio.Errors), Settle);
        var held = _held.ToArray();
        _held.Clear();
        foreach (var (kind, channel, payload) in held)
            if (!_disposed) // the last of them may have been all that was to come
                _streams.Handle(new Frame(kind, channel, _id, payload));
        if (_exitCode is null)
            _streams.Begin();
        else if (!_disposed)
            _streams.EndOfProcess();
        if (!_disposed)
            _streams.WatchReaders();
    }

    private void Handle(Frame frame)
    {
        if (frame.Kind == FrameKind.Exit)
        {
            _exitCode ??= (int)Math.Min(frame.Number, 255);
            _streams?.EndOfProcess();
            if (_streams is null && _killed)
                Dispose();
        }
        else if (_streams is not null)
        {
            _streams.Handle(frame);
        }
        else if (!_killed)
        {
            Hold(frame);
        }
    }

    private void Hold(Frame frame)
    {
        if (frame.Kind == FrameKind.Data && (_heldBytes[frame.Channel] += frame.Payload.Length) > Frame.Window)
            throw new ProtocolException($"channel {frame.Channel} has more than {Frame.Window} bytes under way");
        if (frame.Kind is FrameKind.Data or FrameKind.End or FrameKind.Cancel)
            _held.Add((frame.Kind, frame.Channel, frame.Payload.ToArray()));
        else
            throw new ProtocolException($"a {frame.Kind} frame before any input");
    }

    /// <summary>What it left behind in the background may write on until nobody reads it; its client need not wait.</summary>
    private void Settle()
    {
        if (_disposed || _exitCode is not { } code || _streams is not { PassedOn: true } streams)
            return;
        if (!_reported)
        {
            _reported = true;
            _onEvent(new ExecSaid.Exited(code));
        }
        if (streams.Finished)
            Dispose();
    }

    private void CancelOutput()
    {
        _held.Clear();
        _all.Stream.Send(Frame.Encode(FrameKind.Cancel, Frame.Stdout, _id));
        _all.Stream.Send(Frame.Encode(FrameKind.Cancel, Frame.Stderr, _id));
    }

    private void SendSignal(int number)
    {
        if (!_disposed && _exitCode is null)
            _all.Stream.Send(Frame.EncodeNumber(FrameKind.Signal, 0, _id, (uint)number));
    }

    private void SendSize()
    {
        if (!_disposed && _stdio?.Size is { Rows: > 0, Columns: > 0 } size)
            _all.Stream.Send(Frame.EncodeResize(_id, size.Rows, size.Columns));
    }
}
