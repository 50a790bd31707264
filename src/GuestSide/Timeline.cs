using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide;

/// <summary>When each step of the start was done, for the answer to dkvm-configure.</summary>
internal sealed class Timeline
{
    private readonly List<GuestMark> _marks = new(16);

    public IReadOnlyList<GuestMark> Marks => _marks;

    /// <summary>When the first of the steps was done, in nanoseconds since the kernel's start.</summary>
    public long Start => _marks.Count > 0 ? _marks[0].Nanoseconds : 0;

    /// <summary>What was done when a template was made is not part of this start.</summary>
    public void Clear() => _marks.Clear();

    public void Done(string step) => Done(step, Clock.SinceBoot);

    /// <summary>For a step that another thread has done, <paramref name="sinceBoot"/> nanoseconds after the kernel's start.</summary>
    public void Done(string step, long sinceBoot) => _marks.Add(new(step, sinceBoot));
}
