using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>How a process ended, wait(2).</summary>
/// <param name="Code">Its exit code, or null where a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or null.</param>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>As a shell gives it: 0-255, or 128+n.</summary>
    public int AsShell => Code ?? 128 + Signal!.Value;

    public override string ToString() => Code is { } code ? $"exit code {code}" : $"signal {Signal}";
}

/// <summary>
/// One thread in waitid(2) for all children: ours, whose statuses it reports, and orphans that fall to PID 1.
/// </summary>
public sealed partial class Reaper
{
    private const int P_ALL = 0;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _someChild = new(0);
    private readonly Dictionary<int, Action<ExitStatus>> _waiting = [];

    public void Start() =>
        new Thread(Run, maxStackSize: 256 * 1024) { Name = "reaper", IsBackground = true }.Start();

    /// <summary>
    /// Starts a child with <paramref name="spawn"/>, whose failure passes through, and calls
    /// <paramref name="onExit"/>, on the reaper's thread, when it has ended.
    /// </summary>
    public int Spawn(Func<int> spawn, Action<ExitStatus> onExit)
    {
        // Under the lock, so that an exit that comes before registration waits for it.
        lock (_lock)
        {
            var pid = spawn();
            _waiting[pid] = onExit;
            _someChild.Release();
            return pid;
        }
    }

    private void Run()
    {
        while (true)
        {
            var (pid, status) = WaitForAny();
            if (pid <= 0)
            {
                _someChild.Wait();
                continue;
            }
            Action<ExitStatus>? onExit;
            lock (_lock)
                _waiting.Remove(pid, out onExit);
            onExit?.Invoke(status);
        }
    }

    /// <returns>Pid 0 where there is no child at all.</returns>
    private static unsafe (int Pid, ExitStatus Status) WaitForAny()
    {
        // siginfo_t: si_signo, si_errno, si_code, padding, si_pid, si_uid, si_status; 128 bytes. sigaction(2).
        var info = stackalloc int[32];
        while (true)
        {
            info[3 + 1] = 0;
            if (waitid(P_ALL, 0, info, WEXITED) == 0)
                break;
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                return (0, default);
        }
        return (info[4], info[2] == CLD_EXITED ? new(info[6], null) : new(null, info[6]));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int waitid(int idType, int id, int* info, int options);
}
