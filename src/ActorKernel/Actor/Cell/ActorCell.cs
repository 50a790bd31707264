using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>What a reference with a cell lets its callers see of it.</summary>
public interface ICell
{
    IActorRef Self { get; }

    ActorSystem System { get; }

    IInternalActorRef Parent { get; }

    Props Props { get; }

    bool IsLocal { get; }

    bool IsTerminated { get; }

    bool HasMessages { get; }

    int NumberOfMessages { get; }
}

/// <summary>
/// The body of an actor that survives its instances: identity, mailbox, children, watches. Everything but the few
/// members that say otherwise runs on the actor's own thread of the moment.
/// </summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private readonly ActorSystemImpl _system;
    private readonly IInternalActorRef _self;
    private readonly IInternalActorRef _parent;
    private readonly Props _props;
    private readonly MessageDispatcher _dispatcher;
    private readonly Mailbox _mailbox;
    private ActorBase _actor;
    private object _currentMessage;
    private IActorRef _currentSender;

    internal ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        (_system, _self, _props, _dispatcher, _parent) = (system, self, props, dispatcher, parent);
        _mailbox = new Mailbox(this);
    }

    public IActorRef Self => _self;

    public ActorSystem System => _system;

    public ActorSystemImpl SystemImpl => _system;

    public IInternalActorRef Parent => _parent;

    public Props Props => _props;

    public MessageDispatcher Dispatcher => _dispatcher;

    public Mailbox Mailbox => _mailbox;

    public bool IsLocal => true;

    public bool IsTerminated => _mailbox.IsClosed;

    public bool HasMessages => _mailbox.HasMessages;

    public int NumberOfMessages => _mailbox.NumberOfMessages;

    public object CurrentMessage => _currentMessage;

    internal Envelope CurrentEnvelope => new(_currentMessage, _currentSender);

    public IActorRef Sender => _currentSender ?? _system.DeadLetters;

    IActorRef IActorContext.Parent => _parent;

    internal ActorBase Actor => _actor;

    internal static ActorCell Current => InternalCurrentActorCellKeeper.Current;

    public static IActorRef GetCurrentSelfOrNoSender() => Current?.Self ?? ActorRefs.NoSender;

    public static IActorRef GetCurrentSenderOrNoSender() => Current is { } cell ? cell._currentSender ?? ActorRefs.NoSender : ActorRefs.NoSender;

    // Any thread from here on.

    public void Start() => SendSystemMessage(new Create());

    public void Stop() => SendSystemMessage(new Terminate());

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public virtual void SendMessage(IActorRef sender, object message)
    {
        if (message is null) RefuseNull();
        if (_mailbox.IsClosed) _system.DeadMessage(this, message, sender);
        else _mailbox.Enqueue(message, sender);
    }

    private static void RefuseNull() => throw new ArgumentNullException("message", "The message cannot be null.");

    public virtual void SendSystemMessage(ISystemMessage systemMessage) => _mailbox.EnqueueSystem((SystemMessage)systemMessage);

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, _system, _self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _system);

    /// <summary>Runs an action as if this actor did.</summary>
    public void UseThreadContext(Action action)
    {
        var outer = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = outer;
        }
    }

    private void Publish(LogEvent logEvent)
    {
        try
        {
            _system.EventStream.Publish(logEvent);
        }
        catch (Exception)
        {
            // A broken subscriber must not break the actor that reports.
        }
    }
}
