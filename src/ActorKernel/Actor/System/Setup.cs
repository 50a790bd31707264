using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor.Setup
{
    /// <summary>A typed piece of what a system is made with.</summary>
    public abstract class Setup
    {
        public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
    }

    /// <summary>A set of setups, one for each type.</summary>
    public sealed class ActorSystemSetup
    {
        public static readonly ActorSystemSetup Empty = new([]);

        private readonly Dictionary<Type, Setup> _setups;

        private ActorSystemSetup(Dictionary<Type, Setup> setups) => _setups = setups;

        public static ActorSystemSetup Create(params Setup[] setup) =>
            new(setup.GroupBy(s => s.GetType()).ToDictionary(same => same.Key, same => same.Last()));

        public Option<T> Get<T>() where T : Setup =>
            _setups.TryGetValue(typeof(T), out var setup) ? new Option<T>((T)setup) : Option<T>.None;

        public ActorSystemSetup WithSetup<T>(T setup) where T : Setup =>
            new(new Dictionary<Type, Setup>(_setups) { [setup.GetType()] = setup });

        public ActorSystemSetup And<T>(T setup) where T : Setup => WithSetup(setup);

        public override string ToString() => $"ActorSystemSetup({string.Join(", ", _setups.Keys.Select(t => t.Name))})";
    }
}

namespace Akka.Actor
{
    /// <summary>The settings a system is made with.</summary>
    public sealed class BootstrapSetup : Setup.Setup
    {
        private BootstrapSetup() { }

        public Option<Config> Config { get; private init; }

        public Option<ProviderSelection> ActorRefProvider { get; private init; }

        public static BootstrapSetup Create() => new();

        public BootstrapSetup WithConfig(Config config) => new() { Config = config, ActorRefProvider = ActorRefProvider };

        public BootstrapSetup WithConfigFallback(Config config) => Config.HasValue ? WithConfig(Config.Value.SafeWithFallback(config)) : WithConfig(config);

        public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new() { Config = Config, ActorRefProvider = name };
    }

    /// <summary>Only the local provider exists here.</summary>
    public abstract class ProviderSelection
    {
        private ProviderSelection() { }

        public sealed class Local : ProviderSelection
        {
            public static readonly Local Instance = new();
        }
    }
}
