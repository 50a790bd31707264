namespace Akka.Dispatch;

/// <summary>Runs mailboxes on the process's thread pool.</summary>
public class MessageDispatcher
{
    // A work item that is queued locally is taken before those of the shared queue. Two actors that keep waking each
    // other could starve the rest, so every so often one goes to the shared queue.
    private const int LocalRun = 32;

    [ThreadStatic]
    private static int _localInRow;

    [ThreadStatic]
    private static int _running;

    internal MessageDispatcher(string id, int throughput) => (Id, Throughput) = (id, throughput);

    public string Id { get; }

    /// <summary>Messages an actor may process before others get their turn.</summary>
    public int Throughput { get; }

    /// <summary>A mailbox begins to run on this thread.</summary>
    internal static void Enter() => _running++;

    internal static void Leave() => _running--;

    internal virtual void Execute(Mailbox mailbox)
    {
        // What is told from outside of actors keeps its order: the local queue takes the newest first.
        var local = _running > 0 && ++_localInRow < LocalRun;
        if (!local) _localInRow = 0;
        ThreadPool.UnsafeQueueUserWorkItem(mailbox, local);
    }
}

/// <summary>Runs an actor on the thread that tells it something, before Tell returns: for tests.</summary>
internal sealed class CallingThread : MessageDispatcher
{
    public const string CallingThreadId = "akka.test.calling-thread-dispatcher";

    public static readonly CallingThread Instance = new();

    private CallingThread() : base(CallingThreadId, int.MaxValue) { }

    internal override void Execute(Mailbox mailbox) => mailbox.Run();
}
