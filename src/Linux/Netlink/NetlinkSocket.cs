using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static Dkvm.Linux.Netlink.NetlinkCalls;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// One rtnetlink socket, in the network namespace of the thread that made it. A request is answered before the
/// next is sent; an error is a <see cref="LinuxException"/> with the request's purpose and the kernel's own explanation.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int HeaderSize = 16;

    // The kernel fills at most 32 KiB in one part of a dump, net/netlink/af_netlink.c, netlink_dump().
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(32 * 1024);
    private uint _sequence;

    public NetlinkSocket()
    {
        Fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (Fd < 0)
            throw LinuxException.Last("socket AF_NETLINK");
        TrySet(NETLINK_EXT_ACK, 1);
    }

    public int Fd { get; }

    /// <summary>Handles one message: its type and what follows its header.</summary>
    public delegate void MessageHandler(ushort type, ReadOnlySpan<byte> body);

    /// <summary>Sends a request that asks for an acknowledgement, and waits for it.</summary>
    public void Execute(NetlinkMessage request)
    {
        Send(request);
        while (!Receive(request.Purpose, null, out _))
        {
        }
    }

    /// <summary>Sends a request for a dump; false where the kernel says that it changed meanwhile and has to be asked again.</summary>
    public bool Dump(NetlinkMessage request, MessageHandler handle)
    {
        Send(request);
        var whole = true;
        while (true)
        {
            var done = Receive(request.Purpose, handle, out var interrupted);
            whole &= !interrupted;
            if (done)
                return whole;
        }
    }

    /// <summary>Has notifications of RTNLGRP_… groups come to this socket. Called once.</summary>
    public void Join(params ReadOnlySpan<int> groups)
    {
        // Without a port of its own a socket is taken for the kernel's, and left out: do_one_broadcast() in af_netlink.c.
        var address = new Address { Family = AF_NETLINK };
        if (bind(Fd, &address, (uint)sizeof(Address)) < 0)
            throw LinuxException.Last("bind a netlink socket");
        foreach (var group in groups)
            if (!TrySet(NETLINK_ADD_MEMBERSHIP, group))
                throw LinuxException.Last($"join netlink group {group}");
    }

    /// <summary>Waits for a notification; false at the time-out.</summary>
    public bool WaitReadable(TimeSpan timeout)
    {
        var poll = new PollFd { Fd = Fd, Events = POLLIN };
        // EINTR counts as "nothing yet": callers have a deadline of their own and come again.
        return NetlinkCalls.poll(&poll, 1, (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue)) > 0;
    }

    /// <summary>Handles the notifications of one datagram.</summary>
    public void ReceiveNotifications(MessageHandler handle) => Receive("receive notifications", handle, out _);

    public void Dispose() => Descriptor.Close(Fd);

    private bool TrySet(int option, int value) => setsockopt(Fd, SOL_NETLINK, option, &value, sizeof(int)) == 0;

    private void Send(NetlinkMessage request)
    {
        fixed (byte* p = request.Finish(++_sequence))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(p, 4));
            while (send(Fd, p, (nuint)length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw LinuxException.Last(request.Purpose);
            }
        }
    }

    /// <returns>Whether the current request is answered in full.</returns>
    private bool Receive(string purpose, MessageHandler? handle, out bool interrupted)
    {
        interrupted = false;
        var rest = ReceiveDatagram(purpose);
        while (rest.Length >= HeaderSize)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length < HeaderSize || length > rest.Length)
                break;
            var type = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]);
            var sequence = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
            var body = rest[HeaderSize..length];
            rest = rest[Math.Min(NetlinkMessage.Align(length), rest.Length)..];

            interrupted |= (flags & NLM_F_DUMP_INTR) != 0;
            if (type is NLMSG_ERROR or NLMSG_DONE)
            {
                if (sequence != _sequence)
                    continue;
                ThrowOnError(purpose, type, flags, body);
                return true;
            }
            handle?.Invoke(type, body);
        }
        return false;
    }

    private ReadOnlySpan<byte> ReceiveDatagram(string purpose)
    {
        fixed (byte* p = _buffer)
        {
            nint n;
            do n = recv(Fd, p, (nuint)_buffer.Length, MSG_TRUNC);
            while (n < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            if (n < 0)
                throw LinuxException.Last(purpose);
            if (n > _buffer.Length)
                throw new InvalidOperationException($"{purpose}: the kernel sent {n} bytes at once");
            return _buffer.AsSpan(0, (int)n);
        }
    }

    /// <summary>struct nlmsgerr: error, the request's header (and body, unless capped), attributes.</summary>
    private static void ThrowOnError(string purpose, ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        var error = body.Length < 4 ? 0 : -BinaryPrimitives.ReadInt32LittleEndian(body);
        if (error <= 0)
            return;
        if (type != NLMSG_ERROR || (flags & NLM_F_ACK_TLVS) == 0)
            throw new LinuxException(purpose, error);
        var skipped = 4 + ((flags & NLM_F_CAPPED) != 0
            ? HeaderSize
            : NetlinkMessage.Align(BinaryPrimitives.ReadInt32LittleEndian(body[4..])));
        var attributes = new NetlinkAttributes(body[Math.Min(skipped, body.Length)..]);
        while (attributes.Next())
        {
            if (attributes.Type == NLMSGERR_ATTR_MSG)
                throw new LinuxException($"{purpose} (kernel: {attributes.Text})", error);
        }
        throw new LinuxException(purpose, error);
    }
}
