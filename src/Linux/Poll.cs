using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>poll(2), to ask without waiting.</summary>
public static partial class Poll
{
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

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(PollFd* descriptors, nuint count, int timeout);
}
