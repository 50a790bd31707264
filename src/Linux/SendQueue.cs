namespace Dkvm.Linux;

/// <summary>Bytes on their way to a descriptor that does not block, in order.</summary>
public sealed class SendQueue
{
    /// <summary>What is copied in small pieces is held in blocks of this size: a block costs more than a few bytes.</summary>
    private const int BlockSize = 16 * 1024;

    private readonly Queue<Part> _parts = [];
    private Part? _last;
    private int _sentOfHead;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>The memory must not change afterwards.</summary>
    public void Add(ReadOnlyMemory<byte> bytes) => Append(new Part(bytes), bytes.Length);

    /// <summary>Takes a copy. Many small pieces take hardly more memory than one of their length.</summary>
    public void AddCopy(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_last is not { Room: > 0 } block)
                Append(block = new Part(new byte[Math.Max(BlockSize, bytes.Length)]), 0);
            var taken = block.Fill(bytes);
            Bytes += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Bytes, at least one, and a copy of a descriptor that goes with the first of them: to a unix socket.</summary>
    public void Add(ReadOnlyMemory<byte> bytes, int descriptor) =>
        Append(new Part(bytes) { Descriptor = Descriptor.Duplicate(descriptor) }, bytes.Length);

    public void Clear()
    {
        foreach (var part in _parts)
            part.CloseDescriptor();
        _parts.Clear();
        _last = null;
        _sentOfHead = 0;
        Bytes = 0;
    }

    /// <summary>Writes what the descriptor takes now.</summary>
    /// <returns>How many bytes it took, or minus errno where that is not EAGAIN.</returns>
    public int Flush(int fd)
    {
        var total = 0;
        while (_parts.TryPeek(out var head))
        {
            var rest = head.Content.Span[_sentOfHead..];
            var n = head.Descriptor < 0 ? Descriptor.Write(fd, rest) : UnixSocket.Send(fd, rest, [head.Descriptor]);
            if (n < 0)
                return n == -Errno.EAGAIN ? total : n;
            head.CloseDescriptor();
            total += n;
            Bytes -= n;
            _sentOfHead += n;
            if (_sentOfHead < head.Content.Length)
                continue;
            _parts.Dequeue();
            if (ReferenceEquals(head, _last))
                _last = null;
            _sentOfHead = 0;
        }
        return total;
    }

    private void Append(Part part, int length)
    {
        _parts.Enqueue(part);
        _last = part;
        Bytes += length;
    }

    private sealed class Part
    {
        private readonly byte[]? _block;
        private int _filled;

        public Part(ReadOnlyMemory<byte> content) => Content = content;

        /// <summary>Of its own, to be filled.</summary>
        public Part(byte[] block) => _block = block;

        public ReadOnlyMemory<byte> Content { get; private set; }

        /// <summary>Goes with the first byte, and is closed then; -1 where there is none.</summary>
        public int Descriptor { get; set; } = -1;

        public int Room => _block is null ? 0 : _block.Length - _filled;

        public void CloseDescriptor()
        {
            Linux.Descriptor.Close(Descriptor);
            Descriptor = -1;
        }

        public int Fill(ReadOnlySpan<byte> bytes)
        {
            var n = Math.Min(Room, bytes.Length);
            bytes[..n].CopyTo(_block.AsSpan(_filled));
            _filled += n;
            Content = _block.AsMemory(0, _filled);
            return n;
        }
    }
}
