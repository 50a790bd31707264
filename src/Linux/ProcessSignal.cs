using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>kill(2) and pidfd_send_signal(2). Numbers: signal(7), x86-64.</summary>
public static partial class ProcessSignal
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int SYS_pidfd_send_signal = 424;

    /// <summary>By descriptor, so it cannot meet a stranger that got the number.</summary>
    /// <returns>0, or minus errno: ESRCH where the process has ended.</returns>
    public static int Send(int pidFd, int signal) =>
        syscall(SYS_pidfd_send_signal, pidFd, signal, 0, 0) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    /// <summary>To every process but PID 1, which the caller is.</summary>
    public static void KillAllOthers() => _ = kill(-1, Kill);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint pidFd, nint signal, nint info, nint flags);
}
