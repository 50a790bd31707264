using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>Finds and makes references.</summary>
public interface IActorRefProvider
{
    IInternalActorRef RootGuardian { get; }

    LocalActorRef Guardian { get; }

    LocalActorRef SystemGuardian { get; }

    IActorRef DeadLetters { get; }

    IActorRef IgnoreRef { get; }

    ActorPath RootPath { get; }

    Settings Settings { get; }

    Address DefaultAddress { get; }

    /// <summary>Where references live that have no actor: those of Ask.</summary>
    IInternalActorRef TempContainer { get; }

    ActorPath TempPath();

    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    void UnregisterTempActor(ActorPath path);

    IActorRef ResolveActorRef(string path);

    IActorRef ResolveActorRef(ActorPath actorPath);
}

public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly ActorSystemImpl _system;
    private readonly VirtualPathContainer _temp;
    private readonly ActorPath _tempNode;
    private RootGuardianRef _root;
    private LocalActorRef _user;
    private LocalActorRef _systemGuardian;
    private long _tempNumber;

    internal LocalActorRefProvider(ActorSystemImpl system)
    {
        _system = system;
        DefaultAddress = new Address("akka", system.Name);
        RootPath = new RootActorPath(DefaultAddress);
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", system.EventStream);
        IgnoreRef = new IgnoreActorRef(this);
        _tempNode = RootPath / "temp";
        _temp = new VirtualPathContainer(this, _tempNode, (IInternalActorRef)DeadLetters);
    }

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public ActorPath RootPath { get; }

    public Address DefaultAddress { get; }

    public Settings Settings => _system.Settings;

    public IInternalActorRef RootGuardian => _root;

    public LocalActorRef Guardian => _user;

    public LocalActorRef SystemGuardian => _systemGuardian;

    public IInternalActorRef TempContainer => _temp;

    public ActorPath TempPath() => _tempNode / $"${Interlocked.Increment(ref _tempNumber):x}";

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _temp.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _temp.RemoveChild(path.Name);

    public IActorRef ResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : DeadLetters;

    /// <summary>The actor at the path, or a reference that turns what it is told into dead letters.</summary>
    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        if (!actorPath.Root.Equals(RootPath)) return DeadLetters;
        var found = actorPath.Depth == 0 ? _root : _root.GetChild(actorPath.Elements);
        return found.IsAbsent() ? new EmptyLocalActorRef(this, actorPath, _system.EventStream) : found;
    }

    internal ActorSystemImpl SystemImpl => _system;

    internal void Start()
    {
        var supervisor = new RootGuardianSupervisor(_system, RootPath);
        var strategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        _root = new RootGuardianRef(
            _system, Props.Create(static () => new GuardianActor()).WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy),
            _system.Dispatchers.DefaultGlobalDispatcher, supervisor, RootPath, _temp, (IInternalActorRef)DeadLetters);
        _root.Start();
        _user = (LocalActorRef)_root.Cell.ActorOf(Props.Create(static () => new GuardianActor()).WithSupervisorStrategy(strategy), "user");
        var user = _user;
        _systemGuardian = (LocalActorRef)_root.Cell.ActorOf(
            Props.Create(() => new SystemGuardianActor(user)).WithSupervisorStrategy(SupervisorStrategy.DefaultStrategy), "system");
        _user.Cell.PrepareChildren();
        _systemGuardian.Cell.PrepareChildren();
        // The end of /user ends /system, and that the root.
        _root.SendSystemMessage(new Dispatch.SysMsg.Watch(_systemGuardian, _root));
    }
}
