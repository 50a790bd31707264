using Dkvm.Linux.Netlink;

namespace Dkvm.Linux;

/// <summary>The loopback interface of this thread's network namespace.</summary>
public static unsafe class Loopback
{
    /// <summary>Up, with 127.0.0.1/8 and ::1, which the kernel gives it.</summary>
    public static void Raise()
    {
        using var control = new InterfaceControl();
        var request = new InterfaceControl.Request { Flags = RouteNetlink.IFF_UP };
        "lo"u8.CopyTo(new Span<byte>(request.Name, 2));
        if (!control.Try(InterfaceControl.SIOCSIFFLAGS, ref request))
            throw LinuxException.Last("raise interface lo");
    }
}
