using Akka.Actor.Internal;
using Akka.Event;
using Akka.Pattern;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>
/// State(S) × Event(E) → Actions, State(S'). The constructor says StartWith, When for each state, OnTransition and so
/// on, and at last Initialize.
/// </summary>
public abstract partial class FSM<TState, TData> : FSMBase, IListeners, IInternalSupportsTestFSMRef<TState, TData>
{
    /// <summary>Null means that the event is not handled here.</summary>
    public delegate State<TState, TData> StateFunction(Event<TData> fsmEvent);

    public delegate void TransitionHandler(TState initialState, TState nextState);

    public TState StateName => Current.StateName;

    public TData StateData => Current.StateData;

    /// <exception cref="InvalidOperationException">Outside of a transition.</exception>
    public TData NextStateData =>
        _next is null ? throw new InvalidOperationException("NextStateData is only available during OnTransition") : _next.StateData;

    public ListenerSupport Listeners { get; } = new();

    bool IInternalSupportsTestFSMRef<TState, TData>.IsStateTimerActive => _stateTimeout is not null;

    private State<TState, TData> Current =>
        _current ?? throw new IllegalStateException("You must call StartWith before calling StateName.");

    public void StartWith(TState stateName, TData stateData, TimeSpan? timeout = null) => _current = new(stateName, stateData, timeout);

    /// <summary>Registers what happens in a state. Said again for the same state, the functions are tried in turn.</summary>
    public void When(TState stateName, StateFunction func, TimeSpan? timeout = null)
    {
        var first = _functions.TryGetValue(stateName, out var earlier);
        _functions[stateName] = first ? OrElse(earlier, func) : func;
        _timeouts[stateName] = first ? _timeouts[stateName] ?? timeout : timeout;
    }

    /// <summary>Enters the first state: its time-out begins, its transition handlers run.</summary>
    public void Initialize() =>
        MakeTransition(_current ?? throw new IllegalStateException("You must call StartWith before calling Initialize."));

    /// <summary>A transition, also when it is to the same state.</summary>
    public State<TState, TData> GoTo(TState nextStateName) => new(nextStateName, Current.StateData);

    [Obsolete("This method is obsoleted. Use GoTo(nextStateName).Using(newStateData) [1.2.0]")]
    public State<TState, TData> GoTo(TState nextStateName, TData stateData) => new(nextStateName, stateData);

    /// <summary>No transition: no handlers run. A time-out of the state begins anew.</summary>
    public State<TState, TData> Stay() => Current.Staying();

    public State<TState, TData> Stop() => Stop(Normal.Instance);

    public State<TState, TData> Stop(Reason reason) => Stop(reason, Current.StateData);

    public State<TState, TData> Stop(Reason reason, TData stateData) => Stay().Using(stateData).WithStopReason(reason);

    public TransformHelper Transform(StateFunction func) => new(func);

    /// <summary>A timer by name, which survives transitions and ends with the actor.</summary>
    public void SetTimer(string name, object msg, TimeSpan timeout, bool repeat = false)
    {
        if (DebugEvent) Log.Debug("setting {0}timer {1}/{2}: {3}", repeat ? "repeating " : "", name, timeout, msg);
        CancelTimer(name);
        var timer = new NamedTimer(name, msg, repeat, new Cancelable(Cell.System.Scheduler));
        _timers[name] = timer;
        if (repeat) Cell.System.Scheduler.ScheduleTellRepeatedly(timeout, timeout, Self, timer, Self, timer.Cancelable);
        else Cell.System.Scheduler.ScheduleTellOnce(timeout, Self, timer, Self, timer.Cancelable);
    }

    public void CancelTimer(string name)
    {
        if (_timers.Remove(name, out var timer)) timer.Cancelable.Cancel();
    }

    public bool IsTimerActive(string name) => _timers.ContainsKey(name);

    public void SetStateTimeout(TState state, TimeSpan? timeout) => _timeouts[state] = timeout;

    public void OnTransition(TransitionHandler transitionHandler) => _onTransition.Add(transitionHandler);

    public void OnTermination(Action<StopEvent<TState, TData>> terminationHandler) => _onTermination = terminationHandler;

    public void WhenUnhandled(StateFunction stateFunction) => _unhandled = OrElse(stateFunction, HandleByDefault);

    /// <summary>Changes what a state function gives.</summary>
    public sealed class TransformHelper(StateFunction func)
    {
        public StateFunction Func { get; } = func;

        public StateFunction Using(Func<State<TState, TData>, State<TState, TData>> andThen) => fsmEvent => andThen(Func(fsmEvent));
    }
}
