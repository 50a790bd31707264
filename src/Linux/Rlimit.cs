namespace Dkvm.Linux;

/// <summary>Resource limits by name: getrlimit(2), include/uapi/asm-generic/resource.h.</summary>
public static class Rlimit
{
    /// <summary>"Unlimited".</summary>
    public const ulong Infinity = ulong.MaxValue;

    private static readonly string[] Names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC",
        "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE",
        "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ];

    /// <returns>Null for a name that Linux does not have.</returns>
    public static int? Number(string name) => Array.IndexOf(Names, name) is >= 0 and var number ? number : null;

    public static string Name(int number) => number >= 0 && number < Names.Length ? Names[number] : $"{number}";
}
