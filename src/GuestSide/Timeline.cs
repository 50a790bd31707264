using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide;

/// <summary>When each step of the start was done, for the answer to dkvm-configure.</summary>
internal sealed class Timeline
{
    private readonly List<GuestMark> _marks = new(16);

    public IReadOnlyList<GuestMark> Marks => _marks;

    public void Done(string step) => Done(step, Clock.SinceBoot);

    /// <summary>For a step that another thread has done, <paramref name="sinceBoot"/> nanoseconds after the kernel's start.</summary>
    public void Done(string step, long sinceBoot) => _marks.Add(new(step, sinceBoot));
}
