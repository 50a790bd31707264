using System.Globalization;
using System.Text;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide;

/// <summary>When each step of the start-up was done, on the host's clock. Thread-safe.</summary>
public sealed class Timeline(TimeProvider time)
{
    private const int Width = 40;

    private readonly List<(string Step, DateTimeOffset At)> _marks = [];
    private readonly Lock _lock = new();

    public void Mark(string step) => MarkAt(step, time.GetUtcNow());

    public void MarkAt(string step, DateTimeOffset at)
    {
        lock (_lock)
            _marks.Add((step, at));
    }

    /// <summary>
    /// The guest's own marks, whose clock starts with its kernel: the last of them was made just now.
    /// </summary>
    public void MarkGuest(IReadOnlyList<GuestMark> marks)
    {
        if (marks.Count is 0 or > 64)
            return;
        var start = time.GetUtcNow() - TimeSpan.FromTicks(marks[^1].Nanoseconds / 100);
        MarkAt("guest: kernel entered", start);
        foreach (var mark in marks)
            MarkAt($"guest: {mark.Step[..Math.Min(mark.Step.Length, 24)]}", start + TimeSpan.FromTicks(mark.Nanoseconds / 100));
    }

    /// <summary>A table with a bar for each step, from the end of the step before it to its own end.</summary>
    public string Render()
    {
        List<(string Step, DateTimeOffset At)> marks;
        lock (_lock)
            marks = [.. _marks.OrderBy(m => m.At)];
        if (marks.Count < 2)
            return "";
        var start = marks[0].At;
        var whole = Math.Max((marks[^1].At - start).TotalMilliseconds, 1);
        var text = new StringBuilder("where the time went (milliseconds since dkvm was called)\n");
        for (var i = 1; i < marks.Count; i++)
        {
            var from = (marks[i - 1].At - start).TotalMilliseconds;
            var to = (marks[i].At - start).TotalMilliseconds;
            var left = (int)(from / whole * Width);
            var length = Math.Max((int)(to / whole * Width) - left, to - from > whole / Width / 4 ? 1 : 0);
            text.Append(CultureInfo.InvariantCulture, $"{to,8:F1}  {'+'}{to - from,-7:F1} {marks[i].Step,-26} ")
                .Append(' ', left).Append('█', length).Append('\n');
        }
        return text.ToString();
    }
}
