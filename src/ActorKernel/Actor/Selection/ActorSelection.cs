namespace Akka.Actor;

/// <summary>A part of the tree, by path and pattern, looked up anew for each message.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection() { }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path) => (Anchor, Path) = (anchor, path);

    public ActorSelection(IActorRef anchor, string path) : this(anchor, path.Length == 0 ? [] : path.Split('/')) { }

    /// <exception cref="IllegalActorNameException">Something follows "**".</exception>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, elements.Where(e => e.Length > 0).Select(SelectionPathElement.Of).ToArray())
    {
        if (Path.SkipLast(1).Any(static e => e is SelectChildRecursive))
            throw new IllegalActorNameException("Double wildcard can only appear at the last path entry");
    }

    public IActorRef Anchor { get; private set; }

    public SelectionPathElement[] Path { get; private set; } = [];

    public string PathString => "/" + string.Join('/', Path.Select(e => e.ToString()));

    public void Tell(object message, IActorRef sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        Deliver((IInternalActorRef)Anchor, sender, new ActorSelectionMessage(message, Path));
    }

    /// <summary>The one actor selected.</summary>
    /// <exception cref="ActorNotFoundException">(in the task) None answered in time.</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e) when (e is not ActorNotFoundException)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    /// <summary>Follows the elements from the anchor; what leads nowhere is a dead letter, what identifies is answered.</summary>
    internal static void Deliver(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0)
        {
            anchor.Tell(selection.Message, sender);
            return;
        }

        var current = anchor;
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            var last = i == selection.Elements.Length - 1;
            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = current.Parent;
                    if (last) current.Tell(selection.Message, sender);
                    break;
                case SelectChildName { Name: var name }:
                    var child = (IInternalActorRef)current.GetChild([name]);
                    if (child.IsAbsent())
                    {
                        var path = selection.Elements[i..].Aggregate(current.Path, (p, e) => p / e.ToString());
                        var empty = new EmptyLocalActorRef(current.Provider, path, ((LocalActorRefProvider)current.Provider).SystemImpl.EventStream);
                        if (!selection.WildCardFanOut) empty.Tell(selection, sender);
                        return;
                    }

                    current = child;
                    if (last) current.Tell(selection.Message, sender);
                    break;
                case SelectChildPattern pattern:
                    var rest = selection.Elements[(i + 1)..];
                    var matching = Children(current).Where(c => pattern.Matches(c.Path.Name)).ToArray();
                    if (matching.Length == 0 && !selection.WildCardFanOut)
                        new EmptyLocalActorRef(current.Provider, current.Path / pattern.PatternStr, ((LocalActorRefProvider)current.Provider).SystemImpl.EventStream)
                            .Tell(selection, sender);
                    foreach (var each in matching)
                        Deliver(each, sender, new ActorSelectionMessage(selection.Message, rest, matching.Length > 1 || selection.WildCardFanOut));
                    return;
                case SelectChildRecursive:
                    foreach (var each in Descendants(current)) each.Tell(selection.Message, sender);
                    return;
            }
        }
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(other);

    protected bool Equals(ActorSelection other) => Equals(Anchor, other.Anchor) && PathString == other.PathString;

    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}{(Anchor.Path.Uid == ActorCell.UndefinedUid ? "" : "#" + Anchor.Path.Uid)}), Path({PathString})]";

    private static IEnumerable<IInternalActorRef> Children(IInternalActorRef parent) =>
        parent is ActorRefWithCell withCell ? withCell.Children.Cast<IInternalActorRef>() : [];

    private static IEnumerable<IInternalActorRef> Descendants(IInternalActorRef parent) =>
        Children(parent).SelectMany(child => Descendants(child).Prepend(child));
}
