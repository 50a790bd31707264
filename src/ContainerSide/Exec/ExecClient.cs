using Dkvm.Actors.Guest;
using Dkvm.Actors.Ports;
using Dkvm.ContainerSide.Control;
using Dkvm.Contract;
using Dkvm.Protocol;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Exec;

/// <summary>
/// The client of an exec: dkvm on the host until the process runs, dkvm-exec in the container from then on, which has
/// inherited the connection. The conversation is drawn in <see cref="ExecWire"/>.
/// </summary>
internal sealed class ExecClient : IExecClient
{
    private readonly ControlCall _call;
    private readonly Lock _lock = new();
    private readonly Queue<object> _early = [];
    private Action<object>? _onEvent;
    private ExecStdio? _stdio;

    public ExecClient(ControlCall call)
    {
        _call = call;
        call.OnRequest = Handle;
        call.OnClosed = () =>
        {
            Tell(new ExecEvent.ClientGone());
            _stdio?.CloseUnlessTaken();
        };
    }

    public void Connect(Action<object> onEvent)
    {
        lock (_lock)
        {
            while (_early.TryDequeue(out var what))
                onEvent(what);
            _onEvent = onEvent;
        }
    }

    public void Started() => _call.Event(json => json.WriteStringValue(ExecWire.Started));

    public void Refused(int exitCode, string message) => _call.Fail(new DkvmException(message), exitCode);

    public void Ended(int exitCode) => _call.Return(json => json.WriteNumberValue(exitCode));

    public void Lost(string why) => _call.Fail(new DkvmException($"the VM was lost: {why}"), ExitCode.Killed);

    private void Handle(ControlRequest request)
    {
        switch (request.Command)
        {
            case ExecWire.Attach when _stdio is null:
                var descriptors = _call.TakeDescriptors();
                _stdio = new ExecStdio(descriptors);
                if (descriptors.Count != ExecStdio.Count)
                    throw new ProtocolException($"{ExecWire.Attach} comes with {ExecStdio.Count} descriptors, not {descriptors.Count}");
                Tell(new ExecEvent.Attach(_stdio));
                break;
            case ExecWire.Signal when ExecWire.NumberOf(request.Arguments) is > 0 and <= 64 and var number:
                Tell(new ExecEvent.SendSignal(number));
                break;
            case ExecWire.Resize:
                Tell(new ExecEvent.Resize());
                break;
            default:
                throw new ProtocolException($"\"{request.Command}\" makes no sense here");
        }
    }

    private void Tell(object what)
    {
        lock (_lock)
        {
            if (_onEvent is { } onEvent)
                onEvent(what);
            else
                _early.Enqueue(what);
        }
    }
}
