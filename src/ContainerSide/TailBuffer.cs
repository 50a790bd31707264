using System.Text;

namespace Dkvm.ContainerSide;

/// <summary>The last bytes of something that may go on for ever, such as a guest's console. Thread-safe.</summary>
public sealed class TailBuffer(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private readonly Lock _lock = new();
    private long _written;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (var b in bytes)
                _ring[_written++ % capacity] = b;
        }
    }

    /// <summary>As text: no carriage returns, no control characters that could steer the reader's terminal.</summary>
    public string Text
    {
        get
        {
            byte[] bytes;
            lock (_lock)
            {
                var count = (int)Math.Min(_written, capacity);
                bytes = new byte[count];
                for (var i = 0; i < count; i++)
                    bytes[i] = _ring[(_written - count + i) % capacity];
            }
            var text = new StringBuilder(bytes.Length);
            foreach (var c in Encoding.UTF8.GetString(bytes))
            {
                if (c is '\n' or '\t' || !char.IsControl(c))
                    text.Append(c);
            }
            return text.ToString();
        }
    }
}
