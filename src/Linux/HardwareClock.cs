using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The clock that runs without power, in UTC and whole seconds: rtc(4).</summary>
public static partial class HardwareClock
{
    private const nuint RTC_RD_TIME = 0x8024_7009;
    private const nuint RTC_SET_TIME = 0x4024_700A;

    /// <summary>struct rtc_time, include/uapi/linux/rtc.h: months from 0, years from 1900.</summary>
    private struct RtcTime
    {
        public int Second, Minute, Hour, Day, Month, Year, WeekDay, YearDay, IsSummer;
    }

    /// <param name="fd">/dev/rtc0, open for reading.</param>
    public static unsafe DateTime Read(int fd)
    {
        RtcTime time;
        if (ioctl(fd, RTC_RD_TIME, &time) < 0)
            throw LinuxException.Last("read the hardware clock");
        return new(time.Year + 1900, time.Month + 1, time.Day, time.Hour, time.Minute, time.Second, DateTimeKind.Utc);
    }

    /// <param name="fd">/dev/rtc0, open for reading.</param>
    /// <param name="utc">Its fractions of a second are left out.</param>
    public static unsafe void Set(int fd, DateTime utc)
    {
        var time = new RtcTime
        {
            Second = utc.Second, Minute = utc.Minute, Hour = utc.Hour, Day = utc.Day, Month = utc.Month - 1, Year = utc.Year - 1900,
        };
        if (ioctl(fd, RTC_SET_TIME, &time) < 0)
            throw LinuxException.Last("set the hardware clock");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, RtcTime* time);
}
