using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Dkvm.Linux.Netlink.Rtnetlink;

namespace Dkvm.Linux.Netlink;

/// <summary>
/// A request under construction, netlink(7): header, a fixed part that its type demands, then attributes, each padded
/// to four bytes. <paramref name="purpose"/> completes the sentence "cannot …" in an error.
/// </summary>
internal sealed class NetlinkMessage(ushort type, ushort flags, string purpose)
{
    private const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;

    private byte[] _bytes = new byte[256];
    private int _length = HeaderSize;

    public string Purpose { get; } = purpose;

    /// <summary>The fixed part, such as struct ifinfomsg.</summary>
    public NetlinkMessage Body<T>(in T body) where T : unmanaged
    {
        MemoryMarshal.Write(Grow(Align(Unsafe.SizeOf<T>())), in body);
        return this;
    }

    public NetlinkMessage Add(ushort attribute, ReadOnlySpan<byte> value)
    {
        var room = Grow(Align(AttributeHeaderSize + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)(AttributeHeaderSize + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(room[2..], attribute);
        value.CopyTo(room[AttributeHeaderSize..]);
        return this;
    }

    public NetlinkMessage Add(ushort attribute, byte value) => Add(attribute, [value]);

    public NetlinkMessage Add(ushort attribute, uint value) => Add(attribute, BitConverter.GetBytes(value));

    /// <summary>Text with the terminating zero that the kernel wants for names.</summary>
    public NetlinkMessage Add(ushort attribute, string value) => Add(attribute, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Attributes added until the result is disposed of are inside <paramref name="attribute"/>.</summary>
    public Nesting Nest(ushort attribute)
    {
        var start = _length;
        Add(attribute, []);
        return new Nesting(this, start);
    }

    /// <summary>The finished message.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(6), (ushort)(flags | NLM_F_REQUEST));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8), sequence);
        return _bytes.AsSpan(0, _length);
    }

    public static int Align(int length) => (length + 3) & ~3;

    private Span<byte> Grow(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        var room = _bytes.AsSpan(_length, count);
        _length += count;
        return room;
    }

    public readonly struct Nesting(NetlinkMessage message, int start) : IDisposable
    {
        public void Dispose() =>
            BinaryPrimitives.WriteUInt16LittleEndian(message._bytes.AsSpan(start), (ushort)(message._length - start));
    }
}
