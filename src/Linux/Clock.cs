using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>clock_gettime(2), clock_settime(2), in nanoseconds.</summary>
public static partial class Clock
{
    private const int CLOCK_REALTIME = 0;
    private const int CLOCK_BOOTTIME = 7;
    private const long PerSecond = 1_000_000_000;

    private struct TimeSpec
    {
        public long Seconds, Nanoseconds;
    }

    /// <summary>Since the kernel started, suspended time included.</summary>
    public static long SinceBoot => Get(CLOCK_BOOTTIME);

    /// <summary>Since 1970-01-01 UTC.</summary>
    public static long SinceEpoch => Get(CLOCK_REALTIME);

    /// <exception cref="LinuxException">EPERM, or EINVAL for a time before the boot.</exception>
    public static unsafe void SetSinceEpoch(long nanoseconds)
    {
        var time = new TimeSpec { Seconds = nanoseconds / PerSecond, Nanoseconds = nanoseconds % PerSecond };
        if (clock_settime(CLOCK_REALTIME, &time) < 0)
            throw LinuxException.Last("clock_settime");
    }

    private static unsafe long Get(int clock)
    {
        TimeSpec time;
        _ = clock_gettime(clock, &time);
        return time.Seconds * PerSecond + time.Nanoseconds;
    }

    [LibraryImport("libc")]
    private static unsafe partial int clock_gettime(int clock, TimeSpec* time);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int clock_settime(int clock, TimeSpec* time);
}
