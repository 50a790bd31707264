using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>poll(2), for programs and moments without an event loop.</summary>
public static partial class Poll
{
    private const short POLLIN = 0x1;
    private const short POLLHUP = 0x10;

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events, Returned;
    }

    /// <summary>The other side has hung up: nobody takes what would be written.</summary>
    public static unsafe bool IsHungUp(int fd)
    {
        var question = new PollFd { Fd = fd };
        return poll(&question, 1, timeout: 0) > 0 && (question.Returned & POLLHUP) != 0;
    }

    /// <summary>Waits until there is something to read, or the end.</summary>
    /// <returns>False when the time is over.</returns>
    public static unsafe bool WaitReadable(int fd, TimeSpan limit)
    {
        var question = new PollFd { Fd = fd, Events = POLLIN };
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (true)
        {
            var n = poll(&question, 1, (int)Math.Clamp(end - Environment.TickCount64, 0, int.MaxValue));
            if (n >= 0 || Marshal.GetLastPInvokeError() != Errno.EINTR)
                return n > 0;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(PollFd* descriptors, nuint count, int timeout);
}
