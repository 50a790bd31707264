using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>getrlimit(2) for RLIMIT_NOFILE.</summary>
public static partial class OpenFilesLimit
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>The hard limit of this process: more it can only give with CAP_SYS_RESOURCE.</summary>
    public static unsafe ulong Hard()
    {
        var limit = stackalloc ulong[2];
        return getrlimit(RLIMIT_NOFILE, limit) < 0 ? throw LinuxException.Last("getrlimit") : limit[1];
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int getrlimit(int resource, ulong* limit);
}
