using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Signals by pidfd: never to a process that took over the number. pidfd_send_signal(2).</summary>
public static partial class PidFd
{
    private const int SYS_pidfd_send_signal = 424;

    public const int Sigkill = 9;
    public const int Sigint = 2;
    public const int Sigterm = 15;

    /// <returns>False where the process has ended.</returns>
    public static bool Signal(int pidFd, int signal) => syscall(SYS_pidfd_send_signal, pidFd, signal, 0, 0) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint pidFd, nint signal, nint info, nint flags);
}
