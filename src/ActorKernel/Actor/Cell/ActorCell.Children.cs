using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private static readonly ChildRestartStats[] NoChildren = [];

    private ChildrenContainer _children;
    private long _nextChildName;

    internal bool IsNormal => _children is null || _children.IsNormal;

    internal bool IsTerminating => _children is not null && _children.IsTerminating;

    private bool IsWaitingForChildren => _children is not null && _children.IsWaitingForChildren;

    /// <exception cref="InvalidActorNameException">The name is malformed or taken.</exception>
    /// <exception cref="InvalidOperationException">This actor is stopping or has stopped.</exception>
    public virtual IActorRef ActorOf(Props props, string name = null) => AttachChild(props, false, name);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        return MakeChild(props, name is null ? NextName() : CheckName(name), static (system, props, dispatcher, parent, path) =>
            new LocalActorRef(system, props, dispatcher, parent, path));
    }

    internal TRef MakeChild<TRef>(
        Props props, string name, Func<ActorSystemImpl, Props, Dispatch.MessageDispatcher, IInternalActorRef, ActorPath, TRef> make)
        where TRef : LocalActorRef
    {
        var path = new ChildActorPath(_self.Path, name, _system.NextUid());
        var child = make(_system, props, _system.DispatcherFor(props, path), _self, path);
        Children.Add(name, new ChildRestartStats(child), _self);
        child.Start();
        return child;
    }

    /// <summary>For guardians, whose children other threads make: the container must be there before those.</summary>
    internal void PrepareChildren() => _ = Children;

    private ChildrenContainer Children
    {
        get
        {
            if (_children is null) Interlocked.CompareExchange(ref _children, new ChildrenContainer(), null);
            return _children;
        }
    }

    public void Stop(IActorRef child)
    {
        if (_children is not null && _children.TryGet(child, out _)) _children.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    public IEnumerable<IInternalActorRef> GetChildren() => ChildStats.Select(stats => stats.Child);

    /// <summary>Copies nothing unless someone looks, so that the end of one of many children costs little.</summary>
    private IEnumerable<IInternalActorRef> LazyChildren()
    {
        foreach (var stats in ChildStats) yield return stats.Child;
    }

    public IInternalActorRef GetSingleChild(string name)
    {
        if (_children is null) return ActorRefs.Nobody;
        var hash = name.IndexOf('#');
        if (hash < 0) return _children.TryGet(name, out var stats) ? stats.Child : ActorRefs.Nobody;
        return _children.TryGet(name[..hash], out var exact) && long.TryParse(name.AsSpan(hash + 1), out var uid) && exact.Uid == uid
            ? exact.Child
            : ActorRefs.Nobody;
    }

    IActorRef IActorContext.Child(string name) => GetSingleChild(name);

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    internal ChildRestartStats[] ChildStats => _children?.Snapshot() ?? NoChildren;

    internal bool TryGetChildStats(IActorRef child, out ChildRestartStats stats)
    {
        stats = null;
        return _children is not null && _children.TryGet(child, out stats);
    }

    private void SuspendChildren(IActorRef except = null)
    {
        foreach (var stats in ChildStats)
            if (!stats.Child.Equals(except)) stats.Child.Suspend();
    }

    private void ResumeChildren(Exception causedByFailure, IActorRef perpetrator)
    {
        foreach (var stats in ChildStats)
            stats.Child.Resume(stats.Child.Equals(perpetrator) ? causedByFailure : null);
    }

    private bool SetChildrenTerminationReason(SuspendReason reason) => _children is not null && _children.SetTerminationReason(reason);

    private string NextName()
    {
        const string digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
        var number = Interlocked.Increment(ref _nextChildName) - 1;
        Span<char> text = stackalloc char[12];
        text[0] = '$';
        var length = 1;
        do
        {
            text[length++] = digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number > 0);
        return new string(text[..length]);
    }

    private static string CheckName(string name)
    {
        if (name.Length == 0) throw new InvalidActorNameException("Actor name must not be empty");
        if (ActorPath.IsValidPathElement(name)) return name;
        throw new InvalidActorNameException(
            $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, not be empty, and only contain ASCII letters, digits and these special characters: `{ActorPath.ValidSymbols}`");
    }
}
