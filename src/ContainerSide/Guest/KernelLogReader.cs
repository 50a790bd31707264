using Dkvm.Linux;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>
/// Has the guest say its kernel's log, from its beginning; where it follows, also what is logged from then on, of whichever
/// guest is up. The guest may be anybody: what it says is bounded. Loop's thread only.
/// </summary>
internal sealed class KernelLogReader : IDisposable
{
    /// <summary>Of one log, in characters: Linux keeps 256 KiB of it (CONFIG_LOG_BUF_SHIFT), its timestamps come on top.</summary>
    private const int MostOfThePast = 4 * 1024 * 1024;

    /// <summary>Until the guest is asked again that has said nothing although it was to wait until there is something.</summary>
    private static readonly TimeSpan AfterNothing = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly GuestPort _guest;
    private readonly bool _follows;
    private readonly Action<IReadOnlyList<string>> _onLines;
    private readonly Action<string?> _onPast;
    private AgentConnection? _agent;
    private IDisposable? _waiting;
    private long _question;
    private long _last;
    private long _characters;
    private bool _waits;
    private bool _over;

    /// <param name="loop">The event loop.</param>
    /// <param name="guest">Whose log.</param>
    /// <param name="follows">Goes on after the past.</param>
    /// <param name="onLines">Told some lines.</param>
    /// <param name="onPast">Told null when the log has been told so far, or why it cannot be.</param>
    public KernelLogReader(EventLoop loop, GuestPort guest, bool follows, Action<IReadOnlyList<string>> onLines, Action<string?> onPast) =>
        (_loop, _guest, _follows, _onLines, _onPast) = (loop, guest, follows, onLines, onPast);

    public void Begin()
    {
        var up = _guest.IsUp;
        if (up || _follows)
            _waiting = _guest.WhenUp(Ask);
        if (!up)
            _onPast("the guest is not up yet: this is what came on its console");
    }

    public void Dispose()
    {
        _over = true;
        _waiting?.Dispose();
        _agent?.Forget(_question);
    }

    private void Ask(AgentConnection agent)
    {
        (_agent, _last, _characters, _waits) = (agent, KernelLogPart.Start, 0, false);
        Ask();
    }

    private void Ask() => _question = _agent!.Ask(AgentCommands.KernelLog, json => KernelLogPart.WriteArguments(json, _last, _waits), Answer);

    private void Answer(AgentAnswer answer)
    {
        if (_over)
            return;
        if (answer.Lost && _follows)
            _waiting = _guest.WhenUp(Ask);
        if (answer.Error is { } error)
        {
            _onPast($"the guest does not say its kernel's log: {error.Desc}");
            return;
        }
        KernelLogPart part;
        try
        {
            part = KernelLogPart.Parse(answer.Return);
        }
        catch (ProtocolException e)
        {
            _onPast(e.Message);
            return;
        }
        Take(part);
    }

    private void Take(KernelLogPart part)
    {
        var waited = _waits;
        var any = part.Lines.Count > 0 && part.Last > _last;
        if (any)
        {
            _last = part.Last;
            _onLines(Bounded(part.Lines));
        }
        _waits |= !any || _characters > MostOfThePast;
        if (_waits)
            _onPast(null);
        if (_over || _waits && !_follows)
            return;
        if (any || !waited)
            Ask();
        else
            _loop.After(AfterNothing, () =>
            {
                if (!_over && _guest.IsUp)
                    Ask();
            });
    }

    private List<string> Bounded(IReadOnlyList<string> lines)
    {
        var taken = new List<string>(lines.Count);
        var size = 0;
        foreach (var line in lines)
        {
            if ((size += line.Length) > 4 * KernelLogPart.MostCharacters)
                break;
            taken.Add(line);
        }
        _characters += size;
        return taken;
    }
}
