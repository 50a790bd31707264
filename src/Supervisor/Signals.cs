using System.Runtime.InteropServices;
using Akka.Actor;
using Dkvm.Actors.Shutdown;
using Dkvm.Actors.Vm;

namespace Dkvm.Supervisor;

/// <summary>
/// What reaches PID 1 by kill(2): TERM begins the ordered stop, WINCH is a new terminal size, the rest is for the
/// entrypoint. KILL and STOP never arrive; 32 to 34 are the C library's and the runtime's own.
/// </summary>
internal sealed class Signals : IDisposable
{
    private const int Sigterm = 15;
    private const int Sigwinch = 28;

    /// <summary>Numbers of Linux x86-64, signal(7): HUP INT QUIT USR1 USR2 ALRM URG XCPU XFSZ VTALRM PROF IO PWR, real-time.</summary>
    private static readonly int[] Passed = [1, 2, 3, 10, 12, 14, 23, 24, 25, 26, 27, 29, 30, .. Enumerable.Range(35, 30)];

    private readonly List<PosixSignalRegistration> _registrations = [];

    public Signals(IActorRef vm, Action? onResize)
    {
        On(Sigterm, () => vm.Tell(new StopAsked()));
        On(Sigwinch, onResize ?? (() => vm.Tell(new VmEvent.SignalAsked(Sigwinch))));
        foreach (var number in Passed)
            On(number, () => vm.Tell(new VmEvent.SignalAsked(number)));
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void On(int number, Action action) => _registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
    {
        context.Cancel = true;
        action();
    }));
}
