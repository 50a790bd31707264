using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Pseudo-terminals: pty(7), ioctl_tty(2). Everything made here is close-on-exec.</summary>
public static partial class Pty
{
    private const nuint TIOCSPTLCK = 0x40045431;
    private const nuint TIOCGPTPEER = 0x5441;
    private const nuint TIOCGPTN = 0x80045430;
    private const nuint TIOCSWINSZ = 0x5414;
    private const int O_CLOEXEC = 0x80000;

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows, Columns, XPixels, YPixels;
    }

    /// <summary>
    /// A new pair from the given multiplexer. The terminal is opened through its master, TIOCGPTPEER, so no path has
    /// to lead to it.
    /// </summary>
    /// <returns>Also the number n of /dev/pts/n.</returns>
    public static unsafe (int Master, int Terminal, int Number) Open(string multiplexer = "/dev/ptmx")
    {
        var master = Descriptor.Open(multiplexer, Descriptor.ReadWrite | Descriptor.NoControllingTerminal);
        int unlocked = 0, number;
        if (ioctl(master, TIOCSPTLCK, (nint)(&unlocked)) < 0 || ioctl(master, TIOCGPTN, (nint)(&number)) < 0)
            throw Failed("unlock a terminal", master);
        var terminal = ioctl(master, TIOCGPTPEER, Descriptor.ReadWrite | Descriptor.NoControllingTerminal | O_CLOEXEC);
        return terminal < 0 ? throw Failed("open a terminal", master) : (master, terminal, number);
    }

    /// <summary>Sets the size; where it changed, the foreground processes get SIGWINCH. A terminal that has gone is no error.</summary>
    public static unsafe void Resize(int master, int rows, int columns)
    {
        var size = new WindowSize { Rows = (ushort)rows, Columns = (ushort)columns };
        _ = ioctl(master, TIOCSWINSZ, (nint)(&size));
    }

    private static LinuxException Failed(string what, int master)
    {
        var e = LinuxException.Last(what);
        Descriptor.Close(master);
        return e;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, nint argument);
}
