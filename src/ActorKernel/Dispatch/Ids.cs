namespace Akka.Dispatch;

/// <summary>Dispatchers by name. There is one: every name leads to the thread pool.</summary>
public sealed class Dispatchers
{
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";

    public static readonly string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    internal Dispatchers(MessageDispatcher standard) => DefaultGlobalDispatcher = standard;

    public MessageDispatcher DefaultGlobalDispatcher { get; }

    public MessageDispatcher Lookup(string dispatcherName) => DefaultGlobalDispatcher;

    public bool HasDispatcher(string id) => id == DefaultDispatcherId;
}

/// <summary>Mailbox types by name. There is one.</summary>
public sealed class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";

    internal Mailboxes() { }
}
