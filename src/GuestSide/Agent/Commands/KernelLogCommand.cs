using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Agent;

/// <summary>
/// dkvm-kernel-log: what the kernel has said after a record, at once, or where nothing is there yet, when it says more.
/// </summary>
/// <param name="loop">Whose thread all this runs on.</param>
/// <param name="devices">/dev with every device of the kernel: a handle.</param>
internal sealed class KernelLogCommand(EventLoop loop, int devices)
{
    /// <summary>Of more than so many, the oldest is answered with nothing: who asked may have gone.</summary>
    private const int MostWaiting = 16;

    private readonly List<Waiting> _waiting = [];

    /// <summary>The last reader, which need not skip what has been told when it is asked to go on.</summary>
    private KernelLogFile? _kept;

    /// <param name="call">The question.</param>
    /// <param name="answer">Gets the answer, now or later.</param>
    public void Ask(AgentCall call, Action<Reply> answer)
    {
        try
        {
            var arguments = call.ReadArguments();
            var after = arguments.OptionalInteger(KernelLogPart.After) ?? KernelLogPart.Start;
            var wait = arguments.Boolean(KernelLogPart.Wait);
            arguments.End();
            var file = FileAt(after);
            var part = file.Read();
            if (part.Lines.Count > 0 || !wait)
                Answer(call, file, part, answer);
            else
                Wait(call, file, answer);
        }
        catch (Exception e) // is the client's to know, as in Reply
        {
            answer(new Reply(call, _ => throw e));
        }
    }

    private KernelLogFile FileAt(long after)
    {
        if (_kept is { } kept && kept.Last == after)
        {
            _kept = null;
            return kept;
        }
        return KernelLogFile.Open(devices, after);
    }

    private void Answer(AgentCall call, KernelLogFile file, KernelLogPart part, Action<Reply> answer)
    {
        _kept?.Dispose();
        _kept = file;
        answer(new Reply(call, _ => new Answer(part.Write)));
    }

    private void Wait(AgentCall call, KernelLogFile file, Action<Reply> answer)
    {
        if (_waiting.Count >= MostWaiting)
            _waiting[0].End(new KernelLogPart(_waiting[0].File.Last, []));
        var waiting = new Waiting { File = file };
        waiting.End = part =>
        {
            waiting.Watch?.Dispose();
            _waiting.Remove(waiting);
            Answer(call, file, part, answer);
        };
        _waiting.Add(waiting);
        waiting.Watch = loop.Add(file.Descriptor, _ =>
        {
            if (file.Read() is { Lines.Count: > 0 } part)
                waiting.End(part);
        });
        waiting.Watch.WantRead(true);
    }

    private sealed class Waiting
    {
        public required KernelLogFile File { get; init; }

        public Watch? Watch { get; set; }

        public Action<KernelLogPart> End { get; set; } = _ => { };
    }
}
