namespace Dkvm.Protocol;

/// <summary>
/// Bytes in, lines out: the framing QMP and QGA share. A line longer than the limit is a <see cref="ProtocolException"/>.
/// A byte 0xFF, which is in no JSON text, throws away what came before it: QEMU's "guest-sync-delimited" (qga/qapi-schema.json).
/// </summary>
/// <param name="maxLine">The first <see cref="MaxLine"/>, in bytes, the line's end left out.</param>
/// <param name="onFlush">Called for each 0xFF, for whoever holds lines that belong together.</param>
public sealed class LineReader(int maxLine, Action? onFlush = null)
{
    private const int FirstSize = 256;

    private byte[] _held = [];
    private int _length;
    private bool _skipping;

    /// <summary>The limit, which may be changed between two calls.</summary>
    public int MaxLine { get; set; } = maxLine;

    /// <summary>
    /// Feeds bytes; <paramref name="onLine"/> gets each line without its end, in memory of its own. Empty lines are none.
    /// </summary>
    /// <exception cref="LineTooLongException">
    /// A line was too long, and was left out. Thrown after the lines that follow it: the reader can be used on.
    /// </exception>
    public void Feed(ReadOnlySpan<byte> bytes, Action<ReadOnlyMemory<byte>> onLine)
    {
        var tooLong = false;
        while (bytes.Length > 0)
        {
            var at = bytes.IndexOfAny((byte)'\n', (byte)0xFF);
            tooLong |= !Hold(at < 0 ? bytes : bytes[..at]);
            if (at < 0)
                break;
            var line = Take();
            if (bytes[at] == 0xFF)
                onFlush?.Invoke();
            else if (line.Length > 0)
                onLine(line);
            bytes = bytes[(at + 1)..];
        }
        if (tooLong)
            throw new LineTooLongException(MaxLine);
    }

    /// <returns>False where this made the line too long.</returns>
    private bool Hold(ReadOnlySpan<byte> part)
    {
        if (_skipping)
            return true;
        if (part.Length > MaxLine - _length)
        {
            Take();
            _skipping = true;
            return false;
        }
        var needed = _length + part.Length;
        if (needed > _held.Length)
            Array.Resize(ref _held, (int)Math.Min(Math.Max(needed, MaxLine), Math.Max(needed, Math.Max(_held.Length * 2L, FirstSize))));
        part.CopyTo(_held.AsSpan(_length));
        _length = needed;
        return true;
    }

    /// <returns>What is held, which is the taker's from now on.</returns>
    private ReadOnlyMemory<byte> Take()
    {
        ReadOnlyMemory<byte> line = _held.AsMemory(0, _length);
        (_held, _length, _skipping) = ([], 0, false);
        return line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;
    }
}
