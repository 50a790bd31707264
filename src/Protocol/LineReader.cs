namespace Dkvm.Protocol;

/// <summary>
/// Bytes in, lines out: the framing QMP and QGA share. A line longer than the limit is a <see cref="ProtocolException"/>.
/// A byte 0xFF, which is in no JSON text, throws away what came before it: QEMU's "guest-sync-delimited" (qga/qapi-schema.json).
/// </summary>
public sealed class LineReader(int maxLine)
{
    private readonly List<byte> _held = [];

    /// <summary>Feeds bytes; <paramref name="onLine"/> gets each line without its end, valid only during the call.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, Action<ReadOnlyMemory<byte>> onLine)
    {
        while (bytes.Length > 0)
        {
            var at = bytes.IndexOfAny((byte)'\n', (byte)0xFF);
            var part = at < 0 ? bytes : bytes[..at];
            if (_held.Count + part.Length > maxLine)
                throw new ProtocolException($"a line of more than {maxLine} bytes");
            _held.AddRange(part);
            if (at < 0)
                return;
            if (bytes[at] == (byte)'\n')
            {
                var line = _held.ToArray().AsMemory();
                if (line.Length > 0 && line.Span[^1] == (byte)'\r')
                    line = line[..^1];
                _held.Clear();
                if (line.Length > 0)
                    onLine(line);
            }
            _held.Clear();
            bytes = bytes[(at + 1)..];
        }
    }
}
