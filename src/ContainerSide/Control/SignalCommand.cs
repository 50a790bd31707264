using Dkvm.Contract;
using Dkvm.Protocol.Control;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>signal</c>: one for the entrypoint that cannot reach it by way of this process.</summary>
/// <param name="signal">Passes its number on.</param>
public sealed class SignalCommand(Action<int> signal) : IControlCommand
{
    private const int LastSignal = 64;

    public string Name => ExecWire.Signal;

    public void Begin(ControlCall call)
    {
        signal(ExecWire.NumberOf(call.Arguments) is >= 1 and <= LastSignal and var number ? number : throw new DkvmException("signal: the number is missing"));
        call.Return();
    }
}
