using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>The supervisor's own terminal: raw mode and size. termios(3), TIOCGWINSZ in ioctl_tty(2).</summary>
public static unsafe partial class Terminal
{
    private const nuint TIOCGWINSZ = 0x5413;

    /// <summary>struct termios of glibc on x86-64 has 60 bytes.</summary>
    private const int TermiosSize = 64;

    public static bool IsTerminal(int fd) => isatty(fd) == 1;

    /// <summary>Passes every byte as it is, both ways: the guest's own terminal does line editing and signals.</summary>
    public static void MakeRaw(int fd)
    {
        var termios = stackalloc byte[TermiosSize];
        if (tcgetattr(fd, termios) < 0)
            throw LinuxException.Last("tcgetattr");
        cfmakeraw(termios);
        if (tcsetattr(fd, 0, termios) < 0)
            throw LinuxException.Last("tcsetattr");
    }

    /// <returns>Rows and columns; zeros where nobody has set them, or it is no terminal.</returns>
    public static (int Rows, int Columns) Size(int fd)
    {
        var size = stackalloc ushort[4];
        return ioctl(fd, TIOCGWINSZ, size) < 0 ? (0, 0) : (size[0], size[1]);
    }

    [LibraryImport("libc")]
    private static partial int isatty(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int fd, byte* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int fd, int when, byte* termios);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(byte* termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, ushort* argument);
}
