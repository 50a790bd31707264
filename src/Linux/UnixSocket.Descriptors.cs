using System.Runtime.InteropServices;

namespace Dkvm.Linux;

/// <summary>Descriptors that go over a unix socket beside bytes: SCM_RIGHTS, unix(7); the layouts of cmsg(3) and sendmsg(2).</summary>
public static partial class UnixSocket
{
    /// <summary>The most descriptors that are taken with one message.</summary>
    public const int MaxDescriptors = 8;

    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int SHUT_RDWR = 2;
    private const int MSG_PEEK = 0x2;
    private const int MSG_CTRUNC = 0x8;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int ControlHeader = 16;

    /// <summary>struct msghdr of x86-64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>Sends bytes, at least one, and with the first of them copies of descriptors.</summary>
    /// <returns>Bytes sent, perhaps fewer than given, or minus errno; the descriptors went unless it is an error.</returns>
    public static unsafe int Send(int socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        var control = stackalloc byte[ControlHeader + sizeof(int) * MaxDescriptors];
        fixed (byte* data = bytes)
        {
            var vector = new IoVector { Base = data, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (descriptors.Length > 0)
            {
                var length = ControlHeader + sizeof(int) * descriptors.Length;
                *(nuint*)control = (nuint)length;
                ((int*)control)[2] = SOL_SOCKET;
                ((int*)control)[3] = SCM_RIGHTS;
                descriptors.CopyTo(new Span<int>(control + ControlHeader, descriptors.Length));
                message.Control = control;
                message.ControlLength = (nuint)((length + 7) & ~7);
            }
            nint n;
            do n = sendmsg(socket, &message, MSG_NOSIGNAL);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    /// <summary>Receives bytes, and what descriptors come with them, close-on-exec and the caller's to close.</summary>
    /// <returns>
    /// Bytes received, 0 at the end, or minus errno; -EMSGSIZE where more than <see cref="MaxDescriptors"/> came, of which
    /// none is left open.
    /// </returns>
    public static unsafe int Receive(int socket, Span<byte> into, ICollection<int> descriptors)
    {
        const int room = ControlHeader + sizeof(int) * MaxDescriptors;
        var control = stackalloc byte[room];
        fixed (byte* data = into)
        {
            var vector = new IoVector { Base = data, Length = (nuint)into.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = room };
            nint n;
            do n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (n < 0)
                return -Marshal.GetLastPInvokeError();
            var count = message.ControlLength >= ControlHeader && ((int*)control)[2] == SOL_SOCKET && ((int*)control)[3] == SCM_RIGHTS
                ? (int)(*(nuint*)control - ControlHeader) / sizeof(int)
                : 0;
            var truncated = (message.Flags & MSG_CTRUNC) != 0;
            foreach (var fd in new ReadOnlySpan<int>(control + ControlHeader, count))
                if (truncated)
                    Descriptor.Close(fd);
                else
                    descriptors.Add(fd);
            return truncated ? -Errno.EMSGSIZE : (int)n;
        }
    }

    /// <summary>Bytes that have come and stay to be received: recv(2), MSG_PEEK. Waits for the first.</summary>
    /// <returns>Bytes seen, 0 at the end, or minus errno.</returns>
    public static unsafe int Peek(int socket, Span<byte> into)
    {
        fixed (byte* data = into)
        {
            nint n;
            do n = recv(socket, data, (nuint)into.Length, MSG_PEEK);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return n < 0 ? -Marshal.GetLastPInvokeError() : (int)n;
        }
    }

    /// <summary>Ends the connection for everybody who has it: shutdown(2), both ways.</summary>
    public static void HangUp(int socket) => _ = shutdown(socket, SHUT_RDWR);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recv(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int socket, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendmsg(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recvmsg(int socket, MessageHeader* message, int flags);
}
