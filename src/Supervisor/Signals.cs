using Akka.Actor;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;
using Dkvm.Linux;

namespace Dkvm.Supervisor;

/// <summary>
/// What reaches PID 1 by kill(2): TERM begins the ordered stop, WINCH is a new terminal size, the rest is for the
/// entrypoint.
/// </summary>
internal static class Signals
{
    public static CaughtSignals To(IActorRef vm, Action? onResize)
    {
        var signals = new CaughtSignals();
        signals.On(CaughtSignals.Sigterm, () => vm.Tell(new StopAsked()));
        signals.On(CaughtSignals.Sigwinch, onResize ?? (() => vm.Tell(new VmEvent.SignalAsked(CaughtSignals.Sigwinch))));
        foreach (var number in CaughtSignals.Others)
            signals.On(number, () => vm.Tell(new VmEvent.SignalAsked(number)));
        return signals;
    }
}
