using System.Runtime.InteropServices;

namespace Dkvm.Linux;

public static partial class PidFd
{
    private const int P_PIDFD = 3;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;

    /// <summary>
    /// Takes the status of a child that has ended: its pidfd is readable from then on. waitid(2), P_PIDFD. Not beside
    /// a <see cref="Reaper"/>, which takes every child's.
    /// </summary>
    /// <returns>Null while it runs.</returns>
    /// <exception cref="LinuxException">ECHILD: it is no child, or its status has been taken.</exception>
    public static ExitStatus? TakeExit(int pidFd) => Wait(pidFd, WEXITED | WNOHANG);

    /// <summary>As <see cref="TakeExit"/>, when the child has ended.</summary>
    /// <exception cref="LinuxException">ECHILD: it is no child, or its status has been taken.</exception>
    public static ExitStatus AwaitExit(int pidFd) => Wait(pidFd, WEXITED)!.Value;

    private static unsafe ExitStatus? Wait(int pidFd, int options)
    {
        // siginfo_t: si_signo, si_errno, si_code, padding, si_pid, si_uid, si_status; 128 bytes. sigaction(2).
        var info = stackalloc int[32];
        info[4] = 0;
        while (waitid(P_PIDFD, pidFd, info, options) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw LinuxException.Last("waitid");
        if (info[4] == 0)
            return null;
        return info[2] == CLD_EXITED ? new(info[6], null) : new(null, info[6]);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitid(int idType, int id, int* info, int options);
}
