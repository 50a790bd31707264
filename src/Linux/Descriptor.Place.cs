using System.Runtime.InteropServices;

namespace Dkvm.Linux;

public static partial class Descriptor
{
    /// <summary>Above what programs use, below the lowest usual limit.</summary>
    private const int Aside = 512;

    /// <summary>
    /// Gives descriptors the numbers that the next program expects, open across execve(2), whatever had those numbers
    /// before: to be called right before <see cref="Exec"/>.
    /// </summary>
    public static void Place(params ReadOnlySpan<(int From, int To)> places)
    {
        Span<int> aside = stackalloc int[places.Length];
        for (var i = 0; i < places.Length; i++)
            if ((aside[i] = fcntl(places[i].From, F_DUPFD_CLOEXEC, Aside)) < 0)
                throw LinuxException.Last("duplicate a descriptor");
        for (var i = 0; i < places.Length; i++)
            if (dup2(aside[i], places[i].To) < 0)
                throw LinuxException.Last("place a descriptor");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);
}
