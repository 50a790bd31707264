using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A hierarchy of actors and what they share: scheduler, event stream, settings.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    public abstract string Name { get; }

    public abstract Settings Settings { get; }

    public abstract IActorRef DeadLetters { get; }

    /// <summary>Swallows what it is told.</summary>
    public abstract IActorRef IgnoreRef { get; }

    public abstract EventStream EventStream { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract ILoggingAdapter Log { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract Mailboxes Mailboxes { get; }

    /// <summary>Ends when every actor has stopped and the scheduler rests.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>By the scheduler's clock.</summary>
    public TimeSpan StartTime { get; private protected set; }

    public TimeSpan Uptime => Scheduler.MonotonicClock - StartTime;

    public static ActorSystem Create(string name) => Create(name, Config.Empty);

    /// <exception cref="ArgumentException">The name is not made of letters, digits and '-'.</exception>
    /// <exception cref="ConfigurationException">A setting of the runtime's own is wrong or unknown.</exception>
    public static ActorSystem Create(string name, Config config) =>
        Create(name, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)));

    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var system = new ActorSystemImpl(name, bootstrap.HasValue ? bootstrap.Value.Config.GetOrElse(Config.Empty) : Config.Empty, setup);
        system.Start();
        return system;
    }

    public abstract IActorRef ActorOf(Props props, string name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, by coordinated shutdown if the settings say so.</summary>
    public abstract Task Terminate();

    /// <summary>Runs once all user actors have stopped; the latest registration first.</summary>
    public abstract void RegisterOnTermination(Action code);

    /// <summary>The extension, made if need be.</summary>
    public abstract object RegisterExtension(IExtensionId extension);

    /// <summary>The extension; null where none was made.</summary>
    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>() where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>() where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension) where T : class, IExtension;

    /// <summary>Terminates without waiting for the end.</summary>
    public void Dispose()
    {
        _ = Terminate();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What the runtime's own parts need of the system.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    public abstract IActorRefProvider Provider { get; }

    /// <summary>The parent of all actors of users: /user.</summary>
    public abstract IInternalActorRef Guardian { get; }

    public abstract IInternalActorRef SystemGuardian { get; }

    public abstract IInternalActorRef LookupRoot { get; }

    public abstract IActorRef SystemActorOf(Props props, string name = null);

    public abstract IActorRef SystemActorOf<TActor>(string name = null) where TActor : ActorBase, new();

    /// <summary>Stops at once, without coordinated shutdown.</summary>
    public abstract void Abort();

    /// <summary>All actors as a tree, for people.</summary>
    public abstract string PrintTree();
}
