using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>
/// Signals that are somebody else's business, caught to be passed on: signal(7), numbers of Linux x86-64. KILL and STOP
/// never arrive; 32 to 34 are the C library's and the runtime's own.
/// </summary>
public sealed class CaughtSignals : IDisposable
{
    public const int Sigterm = 15;
    public const int Sigwinch = 28;

    /// <summary>What remains besides TERM and WINCH: HUP INT QUIT USR1 USR2 ALRM URG XCPU XFSZ VTALRM PROF IO PWR, real-time.</summary>
    public static readonly IReadOnlyList<int> Others = [1, 2, 3, 10, 12, 14, 23, 24, 25, 26, 27, 29, 30, .. Enumerable.Range(35, 30)];

    /// <summary>A program that catches all it can hears of this signal by kill(2).</summary>
    public static bool Reaches(int number) => number is Sigterm or Sigwinch || Others.Contains(number);

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Runs the action, on a thread of the pool, instead of what the signal does by default.</summary>
    public void On(int number, Action action) => _registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
    {
        context.Cancel = true;
        action();
    }));

    public void Dispose() => _registrations.ForEach(r => r.Dispose());
}
