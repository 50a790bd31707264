using Dkvm.Contract;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide;

/// <summary>When each step of the start-up was done, on the host's clock. Thread-safe.</summary>
public sealed class Timeline(TimeProvider time)
{
    private readonly List<TimelineMark> _marks = [];
    private readonly Lock _lock = new();

    public void Mark(string step) => MarkAt(step, time.GetUtcNow());

    public void MarkAt(string step, DateTimeOffset at)
    {
        lock (_lock)
            _marks.Add(new(step, at));
    }

    /// <summary>
    /// The guest's own marks, whose clock starts with its kernel: the last of them was made just now.
    /// </summary>
    public void MarkGuest(IReadOnlyList<GuestMark> marks)
    {
        if (marks.Count is 0 or > 64)
            return;
        var start = time.GetUtcNow() - TimeSpan.FromTicks(marks[^1].Nanoseconds / 100);
        if (marks[0].Step == "init") // else it goes on from a template
            MarkAt("guest: kernel entered", start);
        foreach (var mark in marks)
            MarkAt($"guest: {mark.Step[..Math.Min(mark.Step.Length, 24)]}", start + TimeSpan.FromTicks(mark.Nanoseconds / 100));
    }

    public IReadOnlyList<TimelineMark> Marks
    {
        get
        {
            lock (_lock)
                return [.. _marks];
        }
    }

    /// <summary>A table with a bar for each step.</summary>
    public string Render() => TimelineText.Draw(Marks);
}
