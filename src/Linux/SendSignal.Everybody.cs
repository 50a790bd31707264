namespace Dkvm.Linux;

public static partial class SendSignal
{
    private const int Everybody = -1;

    /// <summary>SIGKILL to every process but the caller, which is PID 1. That there is none is no error.</summary>
    public static void KillAllOthers() => _ = kill(Everybody, PidFd.Sigkill);
}
