namespace Akka.Actor;

/// <summary>The vocabulary of state machines.</summary>
public abstract class FSMBase : ActorBase
{
    /// <summary>Told to a subscriber of transitions first: the state as it is.</summary>
    public sealed class CurrentState<TS>(IActorRef fsmRef, TS state)
    {
        public IActorRef FsmRef { get; } = fsmRef;

        public TS State { get; } = state;

        public override bool Equals(object obj) =>
            obj is CurrentState<TS> other && Equals(FsmRef, other.FsmRef) && EqualityComparer<TS>.Default.Equals(State, other.State);

        public override int GetHashCode() => HashCode.Combine(FsmRef, State);

        public override string ToString() => $"CurrentState <{State}>";
    }

    /// <summary>Told to subscribers at each transition.</summary>
    public sealed class Transition<TS>(IActorRef fsmRef, TS from, TS to)
    {
        public IActorRef FsmRef { get; } = fsmRef;

        public TS From { get; } = from;

        public TS To { get; } = to;

        public override bool Equals(object obj) =>
            obj is Transition<TS> other && Equals(FsmRef, other.FsmRef)
            && EqualityComparer<TS>.Default.Equals(From, other.From) && EqualityComparer<TS>.Default.Equals(To, other.To);

        public override int GetHashCode() => HashCode.Combine(FsmRef, From, To);

        public override string ToString() => $"Transition({From}, {To})";
    }

    /// <summary>Asks for the transitions of a state machine; its subscription ends with the subscriber.</summary>
    public sealed class SubscribeTransitionCallBack(IActorRef actorRef)
    {
        public IActorRef ActorRef { get; } = actorRef;
    }

    public sealed class UnsubscribeTransitionCallBack(IActorRef actorRef)
    {
        public IActorRef ActorRef { get; } = actorRef;
    }

    /// <summary>Why a state machine stops.</summary>
    public abstract class Reason;

    /// <summary>By Stop().</summary>
    public sealed class Normal : Reason
    {
        private Normal() { }

        public static Normal Instance { get; } = new();
    }

    /// <summary>Stopped from outside.</summary>
    public sealed class Shutdown : Reason
    {
        private Shutdown() { }

        public static Shutdown Instance { get; } = new();
    }

    /// <summary>Stopped for a failure of its own finding.</summary>
    public sealed class Failure(object cause) : Reason
    {
        public object Cause { get; } = cause;

        public override string ToString() => $"Failure({Cause})";
    }

    /// <summary>The event of a state's time-out.</summary>
    public sealed class StateTimeout
    {
        private StateTimeout() { }

        public static StateTimeout Instance { get; } = new();

        public override string ToString() => "StateTimeout";
    }

    /// <summary>An event and the data of the state it comes in.</summary>
    public readonly struct Event<TD>(object fsmEvent, TD stateData) : INoSerializationVerificationNeeded
    {
        public object FsmEvent { get; } = fsmEvent;

        public TD StateData { get; } = stateData;

        public override string ToString() => $"Event: <{FsmEvent}>, StateData: <{StateData}>";
    }

    public sealed class LogEntry<TS, TD>(TS stateName, TD stateData, object fsmEvent)
    {
        public TS StateName { get; } = stateName;

        public TD StateData { get; } = stateData;

        public object FsmEvent { get; } = fsmEvent;

        public override string ToString() => $"StateName: <{StateName}>, StateData: <{StateData}>, FsmName: <{FsmEvent}>";
    }

    /// <summary>Where a state function wants to go.</summary>
    public sealed class State<TS, TD>(
        TS stateName, TD stateData, TimeSpan? timeout = null, Reason stopReason = null, IReadOnlyList<object> replies = null, bool notifies = true)
        : IEquatable<State<TS, TD>>
    {
        public TS StateName { get; } = stateName;

        public TD StateData { get; } = stateData;

        public TimeSpan? Timeout { get; } = timeout;

        public Reason StopReason { get; } = stopReason;

        /// <summary>The latest first.</summary>
        public IReadOnlyList<object> Replies { get; } = replies ?? [];

        internal bool Notifies { get; } = notifies;

        /// <summary>A time-out for this stay; it takes precedence over the state's own. TimeSpan.MaxValue for none.</summary>
        public State<TS, TD> ForMax(TimeSpan timeout) =>
            new(StateName, StateData, timeout <= TimeSpan.MaxValue ? timeout : null, StopReason, Replies, Notifies);

        /// <summary>Answers the sender of the event.</summary>
        public State<TS, TD> Replying(object replyValue) => new(StateName, StateData, Timeout, StopReason, [replyValue, .. Replies], Notifies);

        public State<TS, TD> Using(TD nextStateData) => new(StateName, nextStateData, Timeout, StopReason, Replies, Notifies);

        internal State<TS, TD> WithStopReason(Reason reason) => new(StateName, StateData, Timeout, reason, Replies, Notifies);

        internal State<TS, TD> Staying() => new(StateName, StateData, null, null, null, notifies: false);

        public bool Equals(State<TS, TD> other) =>
            other is not null && EqualityComparer<TS>.Default.Equals(StateName, other.StateName)
            && EqualityComparer<TD>.Default.Equals(StateData, other.StateData) && Timeout == other.Timeout
            && Equals(StopReason, other.StopReason) && Replies.SequenceEqual(other.Replies);

        public override bool Equals(object obj) => Equals(obj as State<TS, TD>);

        public override int GetHashCode() => HashCode.Combine(StateName, StateData, Timeout, StopReason);

        public override string ToString() => $"{StateName}, {StateData}";
    }

    /// <summary>Told to OnTermination.</summary>
    public sealed class StopEvent<TS, TD>(Reason reason, TS terminatedState, TD stateData) : INoSerializationVerificationNeeded
    {
        public Reason Reason { get; } = reason;

        public TS TerminatedState { get; } = terminatedState;

        public TD StateData { get; } = stateData;

        public override string ToString() => $"Reason: <{Reason}>, TerminatedState: <{TerminatedState}>, StateData: <{StateData}>";
    }
}

/// <summary>A state machine that logs its events and transitions when akka.actor.debug.fsm is on.</summary>
public interface ILoggingFSM;
