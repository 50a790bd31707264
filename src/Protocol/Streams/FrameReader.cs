using System.Buffers.Binary;

namespace Dkvm.Protocol.Streams;

/// <summary>
/// Bytes in, frames out. Never holds more than one frame; a length, kind, channel or payload size out of range is a
/// <see cref="ProtocolException"/> before anything is stored.
/// </summary>
public sealed class FrameReader
{
    private readonly byte[] _buffer = new byte[Frame.HeaderSize + Frame.MaxPayload];
    private int _held;

    /// <summary>Feeds bytes; <paramref name="onFrame"/> gets each whole frame, whose payload is valid only during the call.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, Action<Frame> onFrame)
    {
        while (bytes.Length > 0)
        {
            if (_held < Frame.HeaderSize && !Take(ref bytes, Frame.HeaderSize))
                return;
            var length = CheckedLength();
            if (!Take(ref bytes, Frame.HeaderSize + length))
                return;
            var frame = new Frame(
                (FrameKind)_buffer[4], _buffer[5], BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(8)),
                _buffer.AsMemory(Frame.HeaderSize, length));
            _held = 0;
            onFrame(frame);
        }
        if (_held == Frame.HeaderSize)
            CheckedLength();
    }

    /// <summary>Takes bytes until <paramref name="wanted"/> are held; false where there were not enough.</summary>
    private bool Take(ref ReadOnlySpan<byte> bytes, int wanted)
    {
        var count = Math.Min(wanted - _held, bytes.Length);
        bytes[..count].CopyTo(_buffer.AsSpan(_held));
        _held += count;
        bytes = bytes[count..];
        return _held == wanted;
    }

    private int CheckedLength()
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer);
        var kind = (FrameKind)_buffer[4];
        var (least, most) = kind switch
        {
            FrameKind.Data or FrameKind.Dns => (1, Frame.MaxPayload),
            FrameKind.Credit or FrameKind.Resize or FrameKind.Signal or FrameKind.Exit => (4, 4),
            FrameKind.Clock => (8, 8),
            FrameKind.End or FrameKind.Cancel or FrameKind.Unmounted or FrameKind.Hold or FrameKind.Held or FrameKind.Release => (0, 0),
            _ => throw new ProtocolException($"stream: no frame has kind {(byte)kind}"),
        };
        if (length < least || length > most)
            throw new ProtocolException($"stream: a {kind} frame of {length} bytes; {least} to {most} are allowed");
        if (_buffer[5] > Frame.Stderr)
            throw new ProtocolException($"stream: a {kind} frame for channel {_buffer[5]}");
        return (int)length;
    }
}
