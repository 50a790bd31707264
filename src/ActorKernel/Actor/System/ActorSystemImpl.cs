using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor.Internal;

/// <summary>The actor system of this process, or one of several.</summary>
public sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly LocalActorRefProvider _provider;
    private readonly MessageDispatcher _dispatcher;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Action> _terminationCallbacks = [];
    private long _uid;
    private int _terminating;

    internal ActorSystemImpl(string name, Config config, ActorSystemSetup setup)
    {
        if (string.IsNullOrEmpty(name) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-') || name[0] is '-')
            throw new ArgumentException($"Invalid ActorSystem name \"{name}\": letters, digits and '-' only, and a letter or digit first", nameof(name));

        Name = name;
        Setup = setup;
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.SetLogLevel(Logging.LogLevelFor(Settings.LogLevel));
        Lifecycle = new LifecycleEvents(this, Settings.EmitActorTelemetry);
        Scheduler = KnownTypes.CreateScheduler(Settings);
        StartTime = Scheduler.MonotonicClock;
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystem), Settings.LogFormatter);
        _dispatcher = new MessageDispatcher(Dispatchers.DefaultDispatcherId, Settings.Throughput);
        Dispatchers = new Dispatchers(_dispatcher);
        _provider = new LocalActorRefProvider(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IScheduler Scheduler { get; }

    public override ILoggingAdapter Log { get; }

    public override Dispatchers Dispatchers { get; }

    public override Mailboxes Mailboxes { get; } = new();

    public override Task WhenTerminated => _terminated.Task;

    public override IActorRef DeadLetters => _provider.DeadLetters;

    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    public override IActorRefProvider Provider => _provider;

    public override IInternalActorRef Guardian => _provider.Guardian;

    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    internal ActorSystemSetup Setup { get; }

    internal LifecycleEvents Lifecycle { get; }

    public override IActorRef ActorOf(Props props, string name = null) => _provider.Guardian.Cell.ActorOf(props, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => _provider.SystemGuardian.Cell.ActorOf(props, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create(static () => new TActor()), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, _provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var parent = actor.Path.Parent;
        if (_provider.Guardian.Path.Equals(parent)) _provider.Guardian.Cell.Stop(actor);
        else if (_provider.SystemGuardian.Path.Equals(parent)) _provider.SystemGuardian.Cell.Stop(actor);
        else ((IInternalActorRef)actor).Stop();
    }

    internal void Start()
    {
        _provider.Start();
        StartLoggers();
        if (Settings.LogDeadLetters > 0) DeadLetterListener.Start(this);
        if (Settings.DebugUnhandledMessage) UnhandledMessageForwarder.Start(this);
        foreach (var extension in Settings.Config.GetStringList("akka.extensions")) RegisterExtension(KnownTypes.Extension(extension));
        if (Settings.LogConfigOnStart) Log.Info(Settings.ToString());
    }

    internal long NextUid() => Interlocked.Increment(ref _uid);

    internal MessageDispatcher DispatcherFor(Props props, ActorPath path) =>
        props.Deploy.Dispatcher == CallingThread.CallingThreadId ? CallingThread.Instance : _dispatcher;

    internal void ActorStopped(ActorCell cell)
    {
        if (cell.IsSubscriber) EventStream.Unsubscribe(cell.Self);
        Lifecycle.Stopped(cell);
    }

    internal void DeadMessage(ActorCell cell, object message, IActorRef sender)
    {
        if (message is AllDeadLetters) return; // a report that came too late, no letter itself
        if (message is Identify identify) sender?.Tell(new ActorIdentity(identify.MessageId, null), cell.Self);
        else if (message is ActorSelectionMessage { Message: Identify selected }) sender?.Tell(new ActorIdentity(selected.MessageId, null), cell.Self);
        else DeadLetters.Tell(message is IDeadLetterSuppression suppressed
            ? new SuppressedDeadLetter(suppressed, sender ?? DeadLetters, DeadLetters)
            : new DeadLetter(message, sender ?? DeadLetters, cell.Self), sender);
    }

    internal void DeadSystemMessage(ActorCell cell, SystemMessage message)
    {
        if (message is Watch watch && watch.Watchee.Equals(cell.Self) && !watch.Watcher.Equals(cell.Self))
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
    }

    private void StartLoggers()
    {
        foreach (var name in Settings.Loggers)
        {
            var logger = SystemActorOf(KnownTypes.LoggerProps(name), $"log{NextUid()}-{name.Split(',')[0].Split('.')[^1]}");
            EventStream.AddLogger(logger);
            var initialize = new InitializeLogger(EventStream);
            // A logger with subscriptions of its own must have them before anything happens; ours have none.
            if (KnownTypes.IsOwnLogger(name)) logger.Tell(initialize, ActorRefs.NoSender);
            else logger.Ask<LoggerInitialized>(initialize).Wait(Settings.LoggerStartTimeout);
        }
    }

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();
}
