using System.Buffers.Binary;

namespace Dkvm.Protocol.Streams;

/// <summary>
/// The frames of the virtio-serial port <c>org.dkvm.stream.0</c>. A session is one process in the guest (0 is the
/// entrypoint) with three channels. Little-endian:
/// <code>
/// 0        4      5         6          8         12
/// | length | kind | channel | reserved | session | payload (length bytes) …
/// </code>
/// One session, seen from the supervisor:
/// <code>
/// supervisor                         guest
///   Data(0, …) ─────────────────────▶        stdin, never more than the credit the guest has left
///              ◀───────────────────── Credit(0, n)   n bytes were written to the process
///   End(0)     ─────────────────────▶        end of file on stdin
///   Resize, Signal ─────────────────▶
///              ◀───────────────────── Data(1|2, …)   stdout, stderr
///   Credit(1|2, n) ─────────────────▶        n bytes were handed to the reader
///   Cancel(1|2) ────────────────────▶        the reader has gone; the process will see EPIPE
///              ◀───────────────────── Cancel(0)      the process closed its stdin
///              ◀───────────────────── End(1), End(2)
///              ◀───────────────────── Exit(status)   after both ends, for the entrypoint
///              ◀───────────────────── Unmounted      session 0: everything is on disk, the VM may be ended
/// </code>
/// The port as a whole. At the guest's hello, so that its clock is not as late as its boot was long:
/// <code>
///   Clock(t) ───────────────────────▶        what time it was then
/// </code>
/// Where the VM is to be saved:
/// <code>
///   Hold ───────────────────────────▶        nothing is sent after it
///              ◀───────────────────── Held           nothing is under way in either direction
///   Release ────────────────────────▶        the VM goes on; one that was saved is told by the agent (AgentCommands.cs)
/// </code>
/// </summary>
public enum FrameKind : byte
{
    Data = 1,
    End = 2,

    /// <summary>Payload: u32, bytes of a channel that its receiver has passed on and is ready to take again.</summary>
    Credit = 3,

    /// <summary>The receiver of a channel has gone.</summary>
    Cancel = 4,

    /// <summary>Payload: u16 rows, u16 columns.</summary>
    Resize = 5,

    /// <summary>Payload: u32 signal number as on Linux x86-64.</summary>
    Signal = 6,

    /// <summary>Payload: u32 exit code as a shell would give it: 0-255, or 128+n for signal n.</summary>
    Exit = 7,

    /// <summary>Session 0: file systems are synced and unmounted.</summary>
    Unmounted = 8,

    /// <summary>Payload: one DNS message; channel: 0 for UDP, 1 for TCP; session: the query's number, in both ways.</summary>
    Dns = 9,

    /// <summary>The guest is to come to rest: it takes all that was sent before this, and sends no more after its answer.</summary>
    Hold = 10,

    /// <summary>The answer to <see cref="Hold"/>: the last frame.</summary>
    Held = 11,

    /// <summary>The guest may send again.</summary>
    Release = 12,

    /// <summary>Payload: i64 nanoseconds since 1970, when the guest's last answer to a synchronisation came.</summary>
    Clock = 13,
}

/// <summary>A frame as it stands in a buffer.</summary>
public readonly record struct Frame(FrameKind Kind, byte Channel, uint Session, ReadOnlyMemory<byte> Payload)
{
    public const byte Stdin = 0;
    public const byte Stdout = 1;
    public const byte Stderr = 2;

    public const int HeaderSize = 12;

    /// <summary>In bytes; a DNS message over TCP (64 KiB) fits.</summary>
    public const int MaxPayload = 64 * 1024;

    /// <summary>Bytes of a channel that may be under way without credit having come back.</summary>
    public const int Window = 512 * 1024;

    /// <summary>Writes the header of a frame with <paramref name="length"/> bytes of payload.</summary>
    public static void WriteHeader(Span<byte> into, FrameKind kind, byte channel, uint session, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, length);
        into[4] = (byte)kind;
        into[5] = channel;
        into[6] = 0;
        into[7] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], session);
    }

    /// <summary>A frame whose payload is copied.</summary>
    public static byte[] Encode(FrameKind kind, byte channel, uint session, ReadOnlySpan<byte> payload = default)
    {
        var bytes = new byte[HeaderSize + payload.Length];
        WriteHeader(bytes, kind, channel, session, payload.Length);
        payload.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }

    public static byte[] EncodeNumber(FrameKind kind, byte channel, uint session, uint number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, number);
        return Encode(kind, channel, session, payload);
    }

    public static byte[] EncodeResize(uint session, int rows, int columns)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, (ushort)Math.Clamp(rows, 0, ushort.MaxValue));
        BinaryPrimitives.WriteUInt16LittleEndian(payload[2..], (ushort)Math.Clamp(columns, 0, ushort.MaxValue));
        return Encode(FrameKind.Resize, 0, session, payload);
    }

    public static byte[] EncodeClock(long nanoseconds)
    {
        Span<byte> payload = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(payload, nanoseconds);
        return Encode(FrameKind.Clock, 0, 0, payload);
    }

    /// <summary>The payload of Clock.</summary>
    public long Nanoseconds => BinaryPrimitives.ReadInt64LittleEndian(Payload.Span);

    /// <summary>The payload of Credit, Signal and Exit.</summary>
    public uint Number => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span);

    /// <summary>The payload of Resize.</summary>
    public (int Rows, int Columns) Size =>
        (BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span), BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span[2..]));
}
