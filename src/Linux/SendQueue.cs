namespace Dkvm.Linux;

/// <summary>Bytes on their way to a descriptor that does not block, in order.</summary>
public sealed class SendQueue
{
    private readonly Queue<ReadOnlyMemory<byte>> _parts = [];
    private int _sentOfHead;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Bytes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>The memory must not change afterwards.</summary>
    public void Add(ReadOnlyMemory<byte> bytes)
    {
        _parts.Enqueue(bytes);
        Bytes += bytes.Length;
    }

    public void Clear()
    {
        _parts.Clear();
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
            var n = Descriptor.Write(fd, head.Span[_sentOfHead..]);
            if (n < 0)
                return n == -Errno.EAGAIN ? total : n;
            total += n;
            Bytes -= n;
            _sentOfHead += n;
            if (_sentOfHead < head.Length)
                continue;
            _parts.Dequeue();
            _sentOfHead = 0;
        }
        return total;
    }
}
