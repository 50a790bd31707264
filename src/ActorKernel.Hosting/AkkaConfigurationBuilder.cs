using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Util;
using Microsoft.Extensions.DependencyInjection;

namespace Akka.Hosting;

public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);

public delegate Task ActorStarterWithResolver(ActorSystem system, IActorRegistry registry, IDependencyResolver resolver);

public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);

/// <summary>Where added HOCON stands against what is there.</summary>
public enum HoconAddMode
{
    /// <summary>Below it: only for settings that are not there yet.</summary>
    Append,

    /// <summary>Above it.</summary>
    Prepend,

    /// <summary>In its place.</summary>
    Replace,
}

/// <summary>Collects what a hosted actor system is made of.</summary>
public sealed class AkkaConfigurationBuilder(IServiceCollection serviceCollection, string actorSystemName)
{
    private readonly List<Func<ActorSystem, IActorRegistry, IDependencyResolver, Task>> _starters = [];
    private readonly List<IExtensionId> _extensions = [];

    public readonly HashSet<Setup> Setups = [];

    public Option<Config> Configuration { get; private set; }

    public Option<ProviderSelection> ActorRefProvider { get; internal set; }

    internal string ActorSystemName { get; } = actorSystemName;

    internal IServiceCollection Services { get; } = serviceCollection;

    internal ActorSystem System { get; private set; }

    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry> starter) => Add((system, registry, _) =>
    {
        starter(system, registry);
        return Task.CompletedTask;
    });

    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> starter) =>
        Add((system, registry, resolver) =>
        {
            starter(system, registry, resolver);
            return Task.CompletedTask;
        });

    public AkkaConfigurationBuilder StartActors(ActorStarter starter) => Add((system, registry, _) => starter(system, registry));

    public AkkaConfigurationBuilder StartActors(ActorStarterWithResolver starter) => Add((system, registry, resolver) => starter(system, registry, resolver));

    /// <summary>Runs after the actors have been started, in the order of the calls.</summary>
    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask) => StartActors(startupTask);

    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask) => Add((system, registry, _) => startupTask(system, registry));

    /// <summary>Akka.NET takes a type here; without reflection it has to be one with a public constructor.</summary>
    public AkkaConfigurationBuilder WithExtension<T>() where T : IExtensionId, new()
    {
        _extensions.Add(new T());
        return this;
    }

    internal void Merge(Config hocon, HoconAddMode mode) => Configuration = mode switch
    {
        _ when !Configuration.HasValue || mode == HoconAddMode.Replace => hocon,
        HoconAddMode.Append => Configuration.Value.WithFallback(hocon),
        _ => hocon.WithFallback(Configuration.Value),
    };

    internal async Task<ActorSystem> StartAsync(IServiceProvider services)
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(Configuration.GetOrElse(Config.Empty));
        var setup = Setups.Aggregate(ActorSystemSetup.Create(bootstrap), static (all, one) => all.And(one));
        var system = System = ActorSystem.Create(ActorSystemName, setup);
        foreach (var extension in _extensions) system.RegisterExtension(extension);
        var registry = ActorRegistry.For(system);
        var resolver = new ServiceProviderDependencyResolver(services);
        foreach (var start in _starters) await start(system, registry, resolver).ConfigureAwait(false);
        return system;
    }

    private AkkaConfigurationBuilder Add(Func<ActorSystem, IActorRegistry, IDependencyResolver, Task> starter)
    {
        _starters.Add(starter);
        return this;
    }
}
