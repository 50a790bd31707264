using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor
{
    /// <summary>Puts messages aside for later.</summary>
    public interface IStash
    {
        int Count { get; }

        bool IsEmpty { get; }

        bool NonEmpty { get; }

        bool IsFull { get; }

        /// <summary>How many it holds at most; -1 for no bound.</summary>
        int Capacity { get; }

        /// <summary>Puts the current message aside.</summary>
        /// <exception cref="StashOverflowException">It is full.</exception>
        /// <exception cref="IllegalActorStateException">The same message is stashed twice.</exception>
        void Stash();

        /// <summary>The oldest one comes next.</summary>
        void Unstash();

        /// <summary>All come next, in the order in which they came first.</summary>
        void UnstashAll();

        void UnstashAll(Func<Envelope, bool> predicate);

        IEnumerable<Envelope> ClearStash();

        /// <summary>Puts envelopes before those in the stash.</summary>
        void Prepend(IEnumerable<Envelope> envelopes);
    }

    public interface IActorStash
    {
        /// <summary>Set by the runtime once the actor is built.</summary>
        IStash Stash { get; set; }
    }

    public interface IWithUnrestrictedStash : IActorStash;

    public interface IWithUnboundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IUnboundedDequeBasedMessageQueueSemantics>;

    public interface IWithStash : IWithUnrestrictedStash, IRequiresMessageQueue<IDequeBasedMessageQueueSemantics>;

    [Obsolete("Use `IWithStash` with a configured BoundedDeque-based mailbox instead.")]
    public interface IWithBoundedStash : IWithUnrestrictedStash, IRequiresMessageQueue<IBoundedDequeBasedMessageQueueSemantics>;

    public abstract class UntypedActorWithStash : UntypedActor, IWithStash
    {
        public IStash Stash { get; set; }
    }

    public abstract class UntypedActorWithUnboundedStash : UntypedActor, IWithUnboundedStash
    {
        public IStash Stash { get; set; }
    }

    public abstract class UntypedActorWithUnrestrictedStash : UntypedActor, IWithUnrestrictedStash
    {
        public IStash Stash { get; set; }
    }

    public static class StashFactory
    {
        public static IStash CreateStash<T>(this IActorContext context) where T : ActorBase => Create(context);

        public static IStash CreateStash(this IActorContext context, IActorStash actorInstance) => Create((ActorCell)context, actorInstance);

        public static IStash CreateStash(this IActorContext context, Type actorType) => Create(context);

        /// <summary>One that asks for an unbounded stash has it, whatever its Props say.</summary>
        internal static StashImpl Create(ActorCell cell, IActorStash actor) =>
            new(cell, actor is IWithUnboundedStash ? Unbounded : cell.Props.Deploy.StashCapacity);

        private const int Unbounded = -2;

        private static StashImpl Create(IActorContext context) => new((ActorCell)context, context.Props.Deploy.StashCapacity);
    }
}

namespace Akka.Actor.Internal
{
    internal sealed class StashImpl : IStash
    {
        private readonly ActorCell _cell;
        private LinkedList<Envelope> _stash = new();
        private object _lastMessage;

        public StashImpl(ActorCell cell, int capacity)
        {
            _cell = cell;
            Capacity = capacity == Deploy.NoStashSize ? cell.System.Settings.StashCapacity : Math.Max(capacity, -1);
        }

        public int Count => _stash.Count;

        public bool IsEmpty => Count == 0;

        public bool NonEmpty => Count > 0;

        public bool IsFull => Capacity >= 0 && Count >= Capacity;

        public int Capacity { get; }

        public void Stash()
        {
            var current = _cell.CurrentEnvelope;
            if (ReferenceEquals(_lastMessage, current.Message) && _stash.Count > 0)
                throw new IllegalActorStateException($"Can't stash the same message {current.Message} more than once");
            if (IsFull) throw new StashOverflowException($"Couldn't enqueue message {current.Message} from {current.Sender} to stash of {_cell.Self}");
            _lastMessage = current.Message;
            _stash.AddLast(current);
        }

        public void Unstash()
        {
            if (_stash.First is not { } first) return;
            _stash.RemoveFirst();
            _lastMessage = null;
            GiveBack([first.Value]);
        }

        public void UnstashAll() => UnstashAll(static _ => true);

        public void UnstashAll(Func<Envelope, bool> predicate)
        {
            if (_stash.Count > 0) GiveBack(_stash.Where(predicate));
            ClearStash();
        }

        private void GiveBack(IEnumerable<Envelope> envelopes) => _cell.Mailbox.Prepend(envelopes.Select(envelope =>
        {
            if (envelope.Message is Terminated terminated) _cell.TerminatedAgain(terminated);
            return envelope;
        }));

        public IEnumerable<Envelope> ClearStash()
        {
            var stashed = _stash;
            _stash = new LinkedList<Envelope>();
            _lastMessage = null;
            return stashed;
        }

        public void Prepend(IEnumerable<Envelope> envelopes)
        {
            foreach (var envelope in envelopes.Reverse())
            {
                if (_stash.Any(e => ReferenceEquals(e.Message, envelope.Message) && Equals(e.Sender, envelope.Sender))) continue;
                _stash.AddFirst(envelope);
            }
        }
    }
}
