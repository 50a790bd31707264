using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>How much of the processors a thread gets where others want them too: setpriority(2).</summary>
public static partial class Priority
{
    private const int PRIO_PROCESS = 0;
    private const int Lowest = 19;

    /// <summary>This thread, and what is started from it, only has what others leave.</summary>
    public static void Lower()
    {
        if (setpriority(PRIO_PROCESS, 0, Lowest) != 0)
            throw LinuxException.Last("setpriority");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setpriority(int which, int who, int priority);
}
