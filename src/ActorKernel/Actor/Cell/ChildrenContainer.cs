using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>
/// An actor's children by name, and which of them it has told to stop. Changed by the actor's thread, and by any
/// thread for the two guardians (ActorSystem.ActorOf); read by any thread, so all access is under its lock.
/// </summary>
internal sealed class ChildrenContainer
{
    private readonly Dictionary<string, ChildRestartStats> _byName = [];
    private HashSet<IActorRef> _toDie;
    private SuspendReason _reason;
    private bool _terminated;

    public bool IsNormal { get { lock (_byName) return !_terminated && _reason is null or SuspendReason.UserRequest; } }

    public bool IsTerminating { get { lock (_byName) return _reason is SuspendReason.Termination; } }

    public bool IsWaitingForChildren { get { lock (_byName) return _reason is not (null or SuspendReason.UserRequest); } }

    public int Count { get { lock (_byName) return _byName.Count; } }

    /// <exception cref="InvalidActorNameException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The parent is stopping or has stopped.</exception>
    public void Add(string name, ChildRestartStats stats, IActorRef owner)
    {
        lock (_byName)
        {
            if (_terminated || _reason is SuspendReason.Termination)
                throw new InvalidOperationException($"Cannot create child \"{name}\" of {owner}: it is terminating or terminated");
            if (!_byName.TryAdd(name, stats)) throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    public bool Contains(string name) { lock (_byName) return _byName.ContainsKey(name); }

    public bool TryGet(string name, out ChildRestartStats stats) { lock (_byName) return _byName.TryGetValue(name, out stats); }

    public bool TryGet(IActorRef child, out ChildRestartStats stats) =>
        TryGet(child.Path.Name, out stats) && stats.Child.Equals(child);

    public ChildRestartStats[] Snapshot() { lock (_byName) return [.. _byName.Values]; }

    public void ShallDie(IActorRef child)
    {
        lock (_byName)
        {
            if (!_byName.TryGetValue(child.Path.Name, out var stats) || !stats.Child.Equals(child)) return;
            (_toDie ??= []).Add(child);
            _reason ??= SuspendReason.UserRequest.Instance;
        }
    }

    /// <summary>The owner stops: no child can be added from here on. Returns those to stop and wait for.</summary>
    public ChildRestartStats[] ShallAllDie()
    {
        lock (_byName)
        {
            (_reason, _terminated) = (SuspendReason.Termination.Instance, _byName.Count == 0);
            _toDie = [.. _byName.Values.Select(stats => stats.Child)];
            return [.. _byName.Values];
        }
    }

    /// <summary>False when no child is stopping, so that there is nothing to wait for.</summary>
    public bool SetTerminationReason(SuspendReason reason)
    {
        lock (_byName)
        {
            if (_reason is null) return false;
            _reason = reason;
            return true;
        }
    }

    public void SetTerminated() { lock (_byName) (_terminated, _reason) = (true, SuspendReason.Termination.Instance); }

    /// <summary>Removes a child that has stopped; the reason is returned when it was the last one waited for.</summary>
    public SuspendReason Remove(IActorRef child)
    {
        lock (_byName)
        {
            if (_byName.TryGetValue(child.Path.Name, out var stats) && stats.Child.Equals(child)) _byName.Remove(child.Path.Name);
            if (_reason is null || _toDie is null) return null;
            _toDie.Remove(child);
            if (_toDie.Count > 0) return null;
            var reason = _reason;
            (_reason, _toDie) = (null, null);
            if (reason is SuspendReason.Termination) SetTerminated();
            return reason;
        }
    }
}
