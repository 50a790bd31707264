using System.Runtime.InteropServices;

namespace Dkvm.ExecClient;

/// <summary>
/// What is sent to this process is meant for the one in the VM. KILL and STOP cannot be caught; the end of the connection
/// stands for KILL. Those of the C library and the runtime (32 to 34), and what the kernel sends by itself, stay here.
/// </summary>
internal sealed class ForwardedSignals : IDisposable
{
    private const int Sigwinch = 28;

    /// <summary>signal(7), Linux x86-64: HUP INT QUIT USR1 USR2 ALRM TERM URG XCPU XFSZ VTALRM PROF IO PWR, real-time.</summary>
    private static readonly int[] Passed = [1, 2, 3, 10, 12, 14, 15, 23, 24, 25, 26, 27, 29, 30, .. Enumerable.Range(35, 30)];

    private readonly List<PosixSignalRegistration> _registrations = [];

    public ForwardedSignals(ExecConnection session)
    {
        On(Sigwinch, session.Resize);
        foreach (var number in Passed)
            On(number, () => session.Signal(number));
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
