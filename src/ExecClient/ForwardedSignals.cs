using Dkvm.Linux;

namespace Dkvm.ExecClient;

/// <summary>
/// What is sent to this process is meant for the one in the VM. KILL and STOP cannot be caught; the end of the connection
/// stands for KILL.
/// </summary>
internal static class ForwardedSignals
{
    public static CaughtSignals To(ExecConnection session)
    {
        var signals = new CaughtSignals();
        signals.On(CaughtSignals.Sigwinch, session.Resize);
        foreach (var number in CaughtSignals.Others.Append(CaughtSignals.Sigterm))
            signals.On(number, () => session.Signal(number));
        return signals;
    }
}
