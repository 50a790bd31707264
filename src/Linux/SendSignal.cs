using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>kill(2).</summary>
public static partial class SendSignal
{
    public const int HangUp = 1;

    /// <exception cref="LinuxException">There is no such process, or it may not be signalled.</exception>
    public static void To(int pid, int number)
    {
        if (kill(pid, number) < 0)
            throw LinuxException.Last($"kill {pid}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int number);
}
