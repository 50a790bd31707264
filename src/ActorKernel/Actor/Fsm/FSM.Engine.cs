using Akka.Actor.Internal;
using Akka.Event;
using Akka.Routing;

namespace Akka.Actor;

public abstract partial class FSM<TState, TData>
{
    private readonly Dictionary<TState, StateFunction> _functions = [];
    private readonly Dictionary<TState, TimeSpan?> _timeouts = [];
    private readonly List<TransitionHandler> _onTransition = [];
    private readonly Dictionary<string, NamedTimer> _timers = [];
    private State<TState, TData> _current;
    private State<TState, TData> _next;
    private StateFunction _unhandled;
    private Action<StopEvent<TState, TData>> _onTermination;
    private ICancelable _stateTimeout;
    private long _generation;

    /// <summary>Whether events and transitions are logged at debug level.</summary>
    protected bool DebugEvent;

    protected FSM() => DebugEvent = this is ILoggingFSM && Cell.System.Settings.FsmDebugEvent;

    internal override string ObservedState => _current is null ? null : $"{_current.StateName}";

    private ILoggingAdapter Log => field ??= Cell.GetLogger();

    void IInternalSupportsTestFSMRef<TState, TData>.ApplyState(State<TState, TData> upcomingState) => ApplyState(upcomingState);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TimeoutMarker marker:
                if (marker.Generation == _generation) Process(StateTimeout.Instance, "state timeout");
                return true;
            case NamedTimer timer:
                // One that was replaced or cancelled while its message was on the way says nothing.
                if (!_timers.TryGetValue(timer.Name, out var current) || !ReferenceEquals(current, timer)) return true;
                NewGeneration();
                if (!timer.Repeats) _timers.Remove(timer.Name);
                if (timer.Message is IAutoReceivedMessage) Cell.AutoReceive(timer.Message);
                else Process(timer.Message, $"timer '{timer.Name}'");
                return true;
            case SubscribeTransitionCallBack subscribe:
                AddListener(subscribe.ActorRef);
                return true;
            case Listen listen:
                AddListener(listen.Listener);
                return true;
            case UnsubscribeTransitionCallBack unsubscribe:
                RemoveListener(unsubscribe.ActorRef);
                return true;
            case Deafen deafen:
                RemoveListener(deafen.Listener);
                return true;
            case Terminated terminated when Listeners.Remove(terminated.ActorRef):
                return true;
            default:
                NewGeneration();
                Process(message, Sender);
                return true;
        }
    }

    protected override void PostStop()
    {
        if (_current is not null) Terminate(Stay().WithStopReason(Shutdown.Instance));
        base.PostStop();
    }

    protected virtual void LogTermination(Reason reason)
    {
        if (reason is not Failure failure) return;
        if (failure.Cause is Exception exception) Log.Error(exception, "terminating due to Failure");
        else Log.Error(failure.Cause?.ToString() ?? "null");
    }

    private static StateFunction OrElse(StateFunction first, StateFunction second) => fsmEvent => first(fsmEvent) ?? second(fsmEvent);

    private State<TState, TData> HandleByDefault(Event<TData> fsmEvent)
    {
        Log.Warning("unhandled event {0} in state {1}", fsmEvent.FsmEvent, StateName);
        return Stay();
    }

    /// <summary>Any event ends the wait for the state's time-out.</summary>
    private void NewGeneration()
    {
        _stateTimeout?.Cancel();
        _stateTimeout = null;
        _generation++;
    }

    private void Process(object fsmEvent, object source)
    {
        var theEvent = new Event<TData>(fsmEvent, StateData);
        if (DebugEvent) Log.Debug("processing {0} from {1} in state {2}", theEvent, source, StateName);
        var before = _current;
        var next = _functions[StateName](theEvent) ?? (_unhandled ?? HandleByDefault)(theEvent);
        ApplyState(next);
        if (DebugEvent && !Equals(before, next)) Log.Debug("transition {0} -> {1}", before, next);
    }

    private void ApplyState(State<TState, TData> next)
    {
        if (next.StopReason is null)
        {
            MakeTransition(next);
            return;
        }

        Reply(next);
        Terminate(next);
        Cell.Stop(Self);
    }

    private void MakeTransition(State<TState, TData> next)
    {
        if (!_functions.ContainsKey(next.StateName))
        {
            Terminate(Stay().WithStopReason(new Failure($"Next state {next.StateName} does not exist")));
            Cell.Stop(Self);
            return;
        }

        Reply(next);
        var from = Current.StateName;
        if (next.Notifies || !EqualityComparer<TState>.Default.Equals(from, next.StateName))
        {
            _next = next;
            foreach (var handler in _onTransition) handler(from, next.StateName);
            if (Listeners.Any) Listeners.Gossip(new Transition<TState>(Self, from, next.StateName));
            _next = null;
            Cell.SystemImpl.Lifecycle.StateChanged(Cell, next.StateName);
        }

        _current = next;
        if ((next.Timeout ?? _timeouts[next.StateName]) is { } limit && limit < TimeSpan.MaxValue && limit >= TimeSpan.Zero)
            _stateTimeout = Cell.System.Scheduler.ScheduleTellOnceCancelable(limit, Self, new TimeoutMarker(_generation), Self);
    }

    private void Reply(State<TState, TData> next)
    {
        for (var i = next.Replies.Count - 1; i >= 0; i--) Sender.Tell(next.Replies[i]);
    }

    private void Terminate(State<TState, TData> last)
    {
        if (Current.StopReason is not null) return;
        LogTermination(last.StopReason);
        foreach (var timer in _timers.Values) timer.Cancelable.Cancel();
        _timers.Clear();
        _stateTimeout?.Cancel();
        _current = last;
        _onTermination?.Invoke(new StopEvent<TState, TData>(last.StopReason, last.StateName, last.StateData));
    }

    private void AddListener(IActorRef listener)
    {
        Cell.Watch(listener);
        Listeners.Add(listener);
        listener.Tell(new CurrentState<TState>(Self, StateName));
    }

    private void RemoveListener(IActorRef listener)
    {
        Cell.Unwatch(listener);
        Listeners.Remove(listener);
    }

    private sealed class NamedTimer(string name, object message, bool repeats, Cancelable cancelable) : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public string Name { get; } = name;

        public object Message { get; } = message;

        public bool Repeats { get; } = repeats;

        public Cancelable Cancelable { get; } = cancelable;
    }

    private sealed class TimeoutMarker(long generation) : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public long Generation { get; } = generation;
    }
}
