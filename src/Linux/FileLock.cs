using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Locks that belong to an open file description, and go with it: fcntl(2), F_OFD_GETLK; flock(2).</summary>
public static partial class FileLock
{
    private const int F_OFD_GETLK = 36;
    private const int LOCK_SH = 1;
    private const int LOCK_EX = 2;
    private const int LOCK_NB = 4;
    private const short F_WRLCK = 1;
    private const short F_UNLCK = 2;

    /// <summary>Locks the whole file by flock(2), for as long as the descriptor is open.</summary>
    /// <returns>False where somebody else has it.</returns>
    public static bool TryTake(int fd) => flock(fd, LOCK_EX | LOCK_NB) == 0;

    /// <summary>As <see cref="TryTake"/>, when it is free.</summary>
    public static void Take(int fd) => Wait(fd, LOCK_EX);

    /// <summary>Locks the whole file together with others who share it, when nobody has it alone.</summary>
    public static void Share(int fd) => Wait(fd, LOCK_SH);

    /// <summary>Whether somebody else holds any lock, shared or not, on some of these bytes.</summary>
    public static unsafe bool IsHeld(int fd, long start, long length)
    {
        var wanted = new Lock { Type = F_WRLCK, Start = start, Length = length };
        return fcntl(fd, F_OFD_GETLK, &wanted) == 0 && wanted.Type != F_UNLCK;
    }

    private static void Wait(int fd, int operation)
    {
        while (flock(fd, operation) != 0)
            if (LinuxException.Last("flock") is { Errno: not Errno.EINTR } failure)
                throw failure;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int fcntl(int fd, int command, Lock* wanted);

    /// <summary>struct flock of x86-64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Lock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
