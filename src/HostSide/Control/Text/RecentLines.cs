namespace Dkvm.HostSide;

/// <summary>The last lines of something that may go on for ever.</summary>
public sealed class RecentLines
{
    private const int Most = 4096;

    private readonly HashSet<string> _lines = [];
    private readonly Queue<string> _order = [];

    public bool Contains(string line) => _lines.Contains(line);

    public void Add(string line)
    {
        if (!_lines.Add(line))
            return;
        _order.Enqueue(line);
        if (_order.Count > Most)
            _lines.Remove(_order.Dequeue());
    }
}
