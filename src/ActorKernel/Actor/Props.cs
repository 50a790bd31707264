using System.Diagnostics.CodeAnalysis;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Builds actors by a rule of its own.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>
/// The recipe for an actor: how to build it, how its children are supervised, where it is deployed. Immutable.
/// <para>Unlike Akka.NET's, <c>Create(() => new MyActor(x))</c> takes a factory, not an expression tree, since trees
/// need reflection. The same source compiles; captured variables have the values they had at the call, arguments that
/// are computed are computed for each instance.</para>
/// </summary>
public class Props : IEquatable<Props>, ISurrogated
{
    public static readonly Props None = new EmptyProps();

    private static readonly object[] NoArguments = [];

    private readonly Func<ActorBase> _factory;
    private readonly IIndirectActorProducer _producer;

    protected Props() : this(typeof(EmptyActor), static () => new EmptyActor(), NoArguments) { }

    protected Props(Props copy)
    {
        (Type, Arguments, Deploy, SupervisorStrategy) = (copy.Type, copy.Arguments, copy.Deploy, copy.SupervisorStrategy);
        (_factory, _producer) = (copy._factory, copy._producer);
    }

    public Props([DynamicallyAccessedMembers(Constructors)] Type type) : this(type, NoArguments) { }

    /// <summary>Finds the constructor by the arguments at run time; prefer a factory.</summary>
    public Props([DynamicallyAccessedMembers(Constructors)] Type type, object[] args)
        : this(CheckType(type), () => (ActorBase)Activator.CreateInstance(type, AnyConstructor, null, args, null), args) { }

    public Props([DynamicallyAccessedMembers(Constructors)] Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(type, args) => SupervisorStrategy = supervisorStrategy;

    public Props([DynamicallyAccessedMembers(Constructors)] Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(type, supervisorStrategy, args.ToArray()) { }

    public Props(Deploy deploy, [DynamicallyAccessedMembers(Constructors)] Type type, params object[] args)
        : this(type, args) => Deploy = deploy;

    public Props(Deploy deploy, [DynamicallyAccessedMembers(Constructors)] Type type, IEnumerable<object> args)
        : this(deploy, type, args.ToArray()) { }

    private Props(Type type, Func<ActorBase> factory, object[] args) => (Type, _factory, Arguments) = (type, factory, args);

    private Props(IIndirectActorProducer producer, object[] args) => (Type, _producer, Arguments) = (producer.ActorType, producer, args);

    /// <summary>What trimming must keep of an actor type that is built by its constructor's arguments.</summary>
    public const DynamicallyAccessedMemberTypes Constructors =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors;

    private const System.Reflection.BindingFlags AnyConstructor =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public
        | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.CreateInstance;

    /// <summary>An actor that swallows everything.</summary>
    public static Props Empty { get; } = new();

    public Type Type { get; }

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; } = Deploy.Local;

    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox == Deploy.NoMailboxGiven ? Dispatch.Mailboxes.DefaultMailboxId : Deploy.Mailbox;

    /// <param name="factory">Called for the first instance and for each restart; it must build a new one each time.</param>
    /// <param name="supervisorStrategy">Overrides the actor's own strategy for its children.</param>
    public static Props Create<TActor>(Func<TActor> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new(typeof(TActor), Captured.Snapshot(factory), NoArguments) { SupervisorStrategy = supervisorStrategy };
    }

    /// <summary>Finds the constructor by the arguments at run time; prefer a factory.</summary>
    public static Props Create<[DynamicallyAccessedMembers(Constructors)] TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy) where TActor : ActorBase, new() =>
        new(typeof(TActor), static () => new TActor(), NoArguments) { SupervisorStrategy = supervisorStrategy };

    public static Props Create([DynamicallyAccessedMembers(Constructors)] Type type, params object[] args) => new(type, args);

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) => new(producer, args);

    public static Props CreateBy<[DynamicallyAccessedMembers(Constructors)] TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer =>
        new((IIndirectActorProducer)Activator.CreateInstance(typeof(TProducer), args), args);

    public virtual ActorBase NewActor() => _producer is null ? _factory() : _producer.Produce();

    internal void Release(ActorBase actor)
    {
        if (_producer is not null) _producer.Release(actor);
        else if (actor is IDisposable disposable) disposable.Dispose();
    }

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    public Props WithDeploy(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy.WithFallback(Deploy);
        return copy;
    }

    public Props WithDispatcher(string dispatcher) => With(Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => With(Deploy.WithMailbox(mailbox));

    /// <summary>Bounds the stash; one message more is a <see cref="StashOverflowException"/>.</summary>
    public Props WithStashCapacity(int stashCapacity) => With(Deploy.WithStashCapacity(stashCapacity));

    protected virtual Props Copy() => new(this);

    public bool Equals(Props other) =>
        other is not null && Type == other.Type && ReferenceEquals(_producer, other._producer) && Deploy.Equals(other.Deploy)
        && (Arguments.Length > 0 || ReferenceEquals(_factory, other._factory)) && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy.StashCapacity, Arguments.Length);

    public ISurrogate ToSurrogate(ActorSystem system) => throw new NotSupportedException("This runtime has no remoting.");

    private Props With(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy;
        return copy;
    }

    private static Type CheckType([DynamicallyAccessedMembers(Constructors)] Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return typeof(ActorBase).IsAssignableFrom(type) ? type : throw new ArgumentException($"{type} is not an actor", nameof(type));
    }

    private sealed class EmptyProps : Props;

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) { }
    }
}
