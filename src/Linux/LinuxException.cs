using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>A system call failed: which one, on what, and errno as the kernel gave it.</summary>
public sealed class LinuxException(string call, int errno)
    : Exception($"{call}: {Marshal.GetPInvokeErrorMessage(errno)} ({Linux.Errno.Name(errno)})")
{
    public int Errno { get; } = errno;

    /// <summary>Throws for the errno that the last P/Invoke left behind.</summary>
    public static LinuxException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
