namespace Akka.Actor.Internal;

/// <summary>The actor on whose behalf the current thread runs.</summary>
public static class InternalCurrentActorCellKeeper
{
    [ThreadStatic]
    private static ActorCell _current;

    public static ActorCell Current
    {
        get => _current;
        set => _current = value;
    }
}

/// <summary>Why children are stopping; what follows when the last one has.</summary>
public abstract class SuspendReason
{
    /// <summary>The owner asked; nothing follows.</summary>
    public sealed class UserRequest : SuspendReason
    {
        public static UserRequest Instance { get; } = new();
    }

    /// <summary>The owner restarts.</summary>
    public sealed class Recreation(Exception cause) : SuspendReason
    {
        public Exception Cause { get; } = cause;
    }

    /// <summary>The owner is started anew after a failed start.</summary>
    public sealed class Creation : SuspendReason;

    /// <summary>The owner stops.</summary>
    public sealed class Termination : SuspendReason
    {
        public static Termination Instance { get; } = new();
    }
}

public interface IChildStats;

/// <summary>A child with its record of restarts.</summary>
public sealed class ChildRestartStats(IInternalActorRef child) : IChildStats
{
    private int _windowCount;
    private long _windowStart;

    public IInternalActorRef Child { get; } = child;

    public long Uid => Child.Path.Uid;

    /// <summary>Restarts in the current window; with no window, ever.</summary>
    public uint MaxNrOfRetriesCount => (uint)_windowCount;

    /// <summary>True if one more restart is within the limit. A negative limit is none; without a window all count.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds, TimeSpan now)
    {
        if (maxNrOfRetries == 0) return false;
        if (withinTimeMilliseconds <= 0)
        {
            _windowCount++;
            return maxNrOfRetries < 0 || _windowCount <= maxNrOfRetries;
        }

        // Retries unlimited within a window means one per window, as Akka.NET has it.
        var limit = maxNrOfRetries < 0 ? 1 : maxNrOfRetries;
        if (_windowCount == 0 || now.Ticks - _windowStart > withinTimeMilliseconds * TimeSpan.TicksPerMillisecond)
        {
            _windowStart = now.Ticks;
            _windowCount = 1;
            return true;
        }

        return ++_windowCount <= limit;
    }
}

/// <summary>What the TestKit's reference to a state machine reaches into.</summary>
public interface IInternalSupportsTestFSMRef<TState, TData>
{
    bool IsStateTimerActive { get; }

    void ApplyState(FSMBase.State<TState, TData> upcomingState);
}
