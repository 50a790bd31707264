namespace Dkvm.GuestSide.Agent;

/// <summary>
/// Finds where JSON texts end that are not a line each, as QEMU's parser does (qobject/json-streamer.c): an object may
/// go over lines, and a line may hold several. For what is no command by itself; those that are never come here.
/// </summary>
/// <param name="most">Bytes that a text may have.</param>
internal sealed class JsonSplitter(int most)
{
    private readonly List<byte> _held = [];
    private int _depth;
    private bool _inText;
    private bool _escaped;

    /// <summary>A text has begun whose end is still to come.</summary>
    public bool Waits => _held.Count > 0;

    /// <returns>The texts that this line ends, complete or not JSON at all, and those that ended nowhere before.</returns>
    public List<byte[]> Add(ReadOnlySpan<byte> line)
    {
        var ended = new List<byte[]>();
        foreach (var b in line)
        {
            if (_depth == 0 && !_inText && (b is (byte)'{' or (byte)'['))
                Cut(ended); // what stands before it is for itself
            _held.Add(b);
            if (Step(b))
                Cut(ended);
        }
        if (_depth == 0 || _inText) // a quoted text may not go over its line: what has begun can never become JSON
        {
            Cut(ended);
            Clear();
        }
        else if (_held.Count >= most)
        {
            Clear();
            throw new Protocol.ProtocolException($"a command of more than {most} bytes");
        }
        else
        {
            _held.Add((byte)'\n');
        }
        return ended;
    }

    public void Clear()
    {
        _held.Clear();
        (_depth, _inText, _escaped) = (0, false, false);
    }

    /// <returns>True where an object or a list ends that is in no other.</returns>
    private bool Step(byte b)
    {
        if (_inText)
        {
            if (_escaped)
                _escaped = false;
            else if (b == '\\')
                _escaped = true;
            else if (b == '"')
                _inText = false;
            return false;
        }
        switch (b)
        {
            case (byte)'"':
                _inText = true;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                return false;
            case (byte)'}' or (byte)']':
                _depth = Math.Max(0, _depth - 1);
                return _depth == 0;
            default:
                return false;
        }
    }

    private void Cut(List<byte[]> ended)
    {
        if (_held.Exists(b => b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')))
            ended.Add([.. _held]);
        _held.Clear();
    }
}
