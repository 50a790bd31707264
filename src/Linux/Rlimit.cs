using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Resource limits by name: getrlimit(2), include/uapi/asm-generic/resource.h.</summary>
public static partial class Rlimit
{
    /// <summary>"Unlimited".</summary>
    public const ulong Infinity = ulong.MaxValue;

    /// <summary>RLIMIT_NOFILE.</summary>
    public const int OpenFiles = 7;

    private static readonly string[] Names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC",
        "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE",
        "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ];

    /// <returns>Null for a name that Linux does not have.</returns>
    public static int? Number(string name) => Array.IndexOf(Names, name) is >= 0 and var number ? number : null;

    public static string Name(int number) => number >= 0 && number < Names.Length ? Names[number] : $"{number}";

    /// <summary>This process's own, which its children inherit; more than the hard one it can only give with CAP_SYS_RESOURCE.</summary>
    public static unsafe (ulong Soft, ulong Hard) Current(int number)
    {
        var limit = stackalloc ulong[2];
        return getrlimit(number, limit) < 0 ? throw LinuxException.Last($"getrlimit {Name(number)}") : (limit[0], limit[1]);
    }

    /// <summary>Of all limits that Linux has.</summary>
    public static IEnumerable<(string Name, ulong Soft, ulong Hard)> Current() =>
        Names.Select((name, number) => (name, Current(number).Soft, Current(number).Hard));

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int getrlimit(int resource, ulong* limit);
}
