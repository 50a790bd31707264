using System.Diagnostics;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

/// <summary>
/// An actor system with an actor, TestActor, whose messages a test expects. Unless the class says
/// <see cref="INoImplicitSender"/>, it is the sender of what the test tells.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static long _testActorNumber;

    private readonly ITestKitAssertions _assertions;
    private readonly TestQueue _queue = new();
    private TimeSpan? _end;
    private bool _lastWasNoMsg;
    private MessageEnvelope _lastMessage = NullMessageEnvelope.Instance;

    static TestKitBase()
    {
        KnownTypes.RegisterScheduler("Akka.TestKit.TestScheduler", static config => new TestScheduler(config, NoLogger.Instance));
        KnownTypes.RegisterLogger("Akka.TestKit.TestEventListener", static () => Props.Create(static () => new TestEventListener()));
    }

    protected TestKitBase(ITestKitAssertions assertions, ActorSystem system = null, string testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName) { }

    protected TestKitBase(ITestKitAssertions assertions, ActorSystemSetup setup, string actorSystemName = null, string testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName) { }

    protected TestKitBase(ITestKitAssertions assertions, Config config, string actorSystemName = null, string testActorName = null)
        : this(assertions, null, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config ?? Config.Empty)), actorSystemName, testActorName) { }

    protected TestKitBase(ITestKitAssertions assertions, ActorSystem system, ActorSystemSetup config, string actorSystemName, string testActorName)
    {
        _assertions = assertions ?? throw new ArgumentNullException(nameof(assertions), "The supplied assertions must not be null.");
        InitializeTest(system, config, actorSystemName, testActorName);
    }

    public static Config DefaultConfig => TestKitConfig.Default;

    /// <summary>Debug logging of everything that can be logged.</summary>
    public static Config FullDebugConfig => TestKitConfig.FullDebug;

    /// <summary>Since the process's start of clock.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public ActorSystem Sys { get; private set; }

    public IActorRef TestActor { get; private set; }

    public TestKitSettings TestKitSettings { get; private set; }

    public EventFilterFactory EventFilter { get; private set; }

    public ILoggingAdapter Log => field ??= Logging.GetLogger(Sys, GetType());

    public bool HasMessages => _queue.Count > 0;

    public object LastMessage => _lastMessage.Message;

    public IActorRef LastSender => _lastMessage.Sender;

    internal ITestKitAssertions TestAssertions => _assertions;

    protected void InitializeTest(ActorSystem system, Config config, string actorSystemName, string testActorName) =>
        InitializeTest(system, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)), actorSystemName, testActorName);

    protected virtual void InitializeTest(ActorSystem system, ActorSystemSetup config, string actorSystemName, string testActorName)
    {
        if (system is null)
        {
            var bootstrap = config.Get<BootstrapSetup>().GetOrElse(BootstrapSetup.Create()).WithConfigFallback(DefaultConfig);
            system = ActorSystem.Create(actorSystemName ?? "test", config.WithSetup(bootstrap));
        }

        Sys = system;
        system.RegisterExtension(new TestKitAssertionsExtension(_assertions));
        TestKitSettings = TestKitExtension.For(system);
        EventFilter = new EventFilterFactory(this);
        TestActor = CreateTestActor(testActorName ?? $"testActor{Interlocked.Increment(ref _testActorNumber)}");

        if (this is not INoImplicitSender)
        {
            InternalCurrentActorCellKeeper.Current = ((LocalActorRef)TestActor).Cell;
            SynchronizationContext.SetSynchronizationContext(new ImplicitSenderContext(((LocalActorRef)TestActor).Cell));
        }
        else if (this is not TestProbe)
        {
            InternalCurrentActorCellKeeper.Current = null;
        }
    }

    /// <summary>A test actor of this kit: what it gets is expected with this kit's methods.</summary>
    public IActorRef CreateTestActor(string name)
    {
        var queue = _queue;
        var props = Props.Create(() => new InternalTestActor(queue)).WithDispatcher(Dispatch.CallingThread.CallingThreadId);
        return ((ExtendedActorSystem)Sys).SystemActorOf(props, name);
    }

    /// <summary>Test actor is told when the actor stops.</summary>
    public IActorRef Watch(IActorRef actorToWatch)
    {
        WatchAsync(actorToWatch).GetAwaiter().GetResult();
        return actorToWatch;
    }

    public async Task<IActorRef> WatchAsync(IActorRef actorToWatch)
    {
        await TestActor.Ask<Done>(new TestActor.Watch(actorToWatch), RemainingOrDefault).ConfigureAwait(false);
        return actorToWatch;
    }

    public IActorRef Unwatch(IActorRef actorToUnwatch)
    {
        UnwatchAsync(actorToUnwatch).GetAwaiter().GetResult();
        return actorToUnwatch;
    }

    public async Task<IActorRef> UnwatchAsync(IActorRef actorToUnwatch)
    {
        await TestActor.Ask<Done>(new TestActor.Unwatch(actorToUnwatch), RemainingOrDefault).ConfigureAwait(false);
        return actorToUnwatch;
    }

    public void IgnoreMessages(Func<object, bool> shouldIgnoreMessage) =>
        TestActor.Tell(new TestActor.SetIgnore(message => shouldIgnoreMessage(message)), ActorRefs.NoSender);

    public void IgnoreMessages<TMsg>(Func<TMsg, bool> shouldIgnoreMessage) =>
        IgnoreMessages(message => message is TMsg typed && shouldIgnoreMessage(typed));

    public void IgnoreMessages<TMsg>() => IgnoreMessages(static message => message is TMsg);

    public void IgnoreNoMessages() => TestActor.Tell(new TestActor.SetIgnore(null), ActorRefs.NoSender);

    public void SetAutoPilot(AutoPilot pilot) => TestActor.Tell(new TestActor.SetAutoPilot(pilot), ActorRefs.NoSender);

    /// <summary>A time multiplied by akka.test.timefactor.</summary>
    public TimeSpan Dilated(TimeSpan duration) =>
        duration <= TimeSpan.Zero ? duration : new TimeSpan((long)(duration.Ticks * TestKitSettings.TestTimeFactor));

    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) => Shutdown(Sys, duration, verifySystemShutdown);

    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        var limit = duration ?? Dilated(TimeSpan.FromSeconds(5)).Min(TimeSpan.FromSeconds(10));
        if (system.Terminate().Wait(limit)) return;
        var problem = $"Failed to stop [{system.Name}] within [{limit}]\n{((ExtendedActorSystem)system).PrintTree()}";
        if (verifySystemShutdown) throw new TimeoutException(problem);
        system.Log.Warning(problem);
    }
}
