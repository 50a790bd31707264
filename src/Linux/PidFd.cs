using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Signals by pidfd: never to a process that took over the number. pidfd_send_signal(2).</summary>
public static partial class PidFd
{
    private const int SYS_pidfd_send_signal = 424;
    private const int SYS_pidfd_open = 434;

    public const int Sigkill = 9;
    public const int Sigint = 2;
    public const int Sigterm = 15;

    /// <returns>False where the process has ended.</returns>
    public static bool Signal(int pidFd, int signal) => syscall(SYS_pidfd_send_signal, pidFd, signal, 0, 0) == 0;

    /// <summary>A descriptor of any process, which is readable from its end on: pidfd_open(2).</summary>
    /// <returns>The descriptor, or minus errno: ESRCH where there is no such process.</returns>
    public static int TryOpen(int pid) => syscall(SYS_pidfd_open, pid, 0, 0, 0) is >= 0 and var fd ? (int)fd : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint pidFd, nint signal, nint info, nint flags);
}
