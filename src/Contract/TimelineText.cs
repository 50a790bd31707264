using System.Globalization;
using System.Text;

namespace Dkvm.Contract;

/// <param name="Step">What was done at that moment.</param>
public sealed record TimelineMark(string Step, DateTimeOffset At);

/// <summary>Where the start-up time went, drawn: DKVM_TIMELINE and <c>dkvmctl timeline</c>.</summary>
public static class TimelineText
{
    private const int Width = 40;

    /// <summary>A table with a bar for each step, from the end of the step before it to its own end.</summary>
    public static string Draw(IEnumerable<TimelineMark> all)
    {
        List<TimelineMark> marks = [.. all.OrderBy(m => m.At)];
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
