using Akka.Actor.Internal;
using Akka.Event;
using Observed = Akka.Observation;

namespace Akka.Actor
{
    /// <summary>Published when akka.actor.telemetry.enabled is on.</summary>
    public interface IActorTelemetryEvent : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
    {
        IActorRef Subject { get; }

        Type ActorType { get; }
    }

    public sealed class ActorStarted : IActorTelemetryEvent
    {
        internal ActorStarted(IActorRef subject, Type actorType) => (Subject, ActorType) = (subject, actorType);

        public IActorRef Subject { get; }

        public Type ActorType { get; }
    }

    public sealed class ActorStopped : IActorTelemetryEvent
    {
        internal ActorStopped(IActorRef subject, Type actorType) => (Subject, ActorType) = (subject, actorType);

        public IActorRef Subject { get; }

        public Type ActorType { get; }
    }

    public sealed class ActorRestarted : IActorTelemetryEvent
    {
        internal ActorRestarted(IActorRef subject, Type actorType, Exception reason) => (Subject, ActorType, Reason) = (subject, actorType, reason);

        public IActorRef Subject { get; }

        public Type ActorType { get; }

        public Exception Reason { get; }
    }
}

namespace Akka.Actor.Internal
{
    /// <summary>Publishes what happens to actors; while nobody listens it costs one look-up for each change.</summary>
    internal sealed class LifecycleEvents(ActorSystemImpl system, bool telemetry)
    {
        private readonly EventStream _stream = system.EventStream;

        public void Started(ActorCell cell)
        {
            if (Wanted<Observed.Started>()) _stream.Publish(new Observed.Started(cell.Self, cell.Props.Type));
            if (telemetry) _stream.Publish(new ActorStarted(cell.Self, cell.Props.Type));
            Debug(cell, "started");
        }

        public void Failed(ActorCell cell, Exception cause)
        {
            cell.RecordFailure(cause, system.Scheduler.Now);
            if (Wanted<Observed.Failed>()) _stream.Publish(new Observed.Failed(cell.Self, cell.Props.Type, cause));
        }

        public void Restarted(ActorCell cell, Exception cause)
        {
            var restarts = cell.RecordRestart();
            if (Wanted<Observed.Restarted>()) _stream.Publish(new Observed.Restarted(cell.Self, cell.Props.Type, cause, restarts));
            if (telemetry) _stream.Publish(new ActorRestarted(cell.Self, cell.Props.Type, cause));
            Debug(cell, "restarted");
        }

        public void Stopped(ActorCell cell)
        {
            if (Wanted<Observed.Stopped>()) _stream.Publish(new Observed.Stopped(cell.Self, cell.Props.Type));
            if (telemetry) _stream.Publish(new ActorStopped(cell.Self, cell.Props.Type));
            Debug(cell, "stopped");
        }

        public void StateChanged<TState>(ActorCell cell, TState state)
        {
            if (Wanted<Observed.StateChanged>()) _stream.Publish(new Observed.StateChanged(cell.Self, cell.Props.Type, $"{state}"));
        }

        private bool Wanted<T>() => _stream.HasSubscribers(typeof(T));

        private void Debug(ActorCell cell, string what)
        {
            if (system.Settings.DebugLifecycle && _stream.LogLevel <= LogLevel.DebugLevel)
                _stream.Publish(new Debug(cell.Self.Path.ToString(), cell.Props.Type, $"{what} ({cell.Props.Type.FullName})"));
        }
    }

    /// <summary>An actor's history of failures.</summary>
    internal sealed record FailureRecord(int Restarts, Exception Last, DateTimeOffset? LastAt);
}
