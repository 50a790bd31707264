namespace Akka.Actor;

/// <summary>Where and how an actor is deployed. This runtime deploys locally; the stash's bound is what it reads.</summary>
public class Deploy : IEquatable<Deploy>
{
    public const int NoStashSize = -1;

    public static readonly string NoDispatcherGiven = string.Empty;

    public static readonly string NoMailboxGiven = string.Empty;

    public static readonly Deploy None = new();

    public static readonly Deploy Local = new();

    public string Path { get; private init; } = "";

    public string Dispatcher { get; private init; } = NoDispatcherGiven;

    public string Mailbox { get; private init; } = NoMailboxGiven;

    public int StashCapacity { get; private init; } = NoStashSize;

    public virtual Deploy WithDispatcher(string dispatcher) => Copy(dispatcher: dispatcher);

    public virtual Deploy WithMailbox(string mailbox) => Copy(mailbox: mailbox);

    public virtual Deploy WithStashCapacity(int stashSize) => Copy(stash: stashSize);

    /// <summary>What this one leaves open is taken from the other.</summary>
    public virtual Deploy WithFallback(Deploy other) => new()
    {
        Path = Path,
        Dispatcher = Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox = Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity = StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity,
    };

    public bool Equals(Deploy other) =>
        other is not null && Path == other.Path && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox && StashCapacity == other.StashCapacity;

    public override bool Equals(object obj) => Equals(obj as Deploy);

    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, StashCapacity);

    private Deploy Copy(string dispatcher = null, string mailbox = null, int? stash = null) => new()
    {
        Path = Path,
        Dispatcher = dispatcher ?? Dispatcher,
        Mailbox = mailbox ?? Mailbox,
        StashCapacity = stash ?? StashCapacity,
    };
}
