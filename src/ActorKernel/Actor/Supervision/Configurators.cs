namespace Akka.Actor;

/// <summary>Makes the guardian's strategy (akka.actor.guardian-supervisor-strategy).</summary>
public abstract class SupervisorStrategyConfigurator
{
    public abstract SupervisorStrategy Create();

    /// <summary>By name: one of the two of this runtime or, where types can be found by name, any.</summary>
    /// <exception cref="Configuration.ConfigurationException">There is none of that name.</exception>
    public static SupervisorStrategyConfigurator CreateConfigurator(string typeName) => typeName?.Split(',')[0].Trim() switch
    {
        null or "" or "Akka.Actor.DefaultSupervisorStrategy" => new DefaultSupervisorStrategy(),
        "Akka.Actor.StoppingSupervisorStrategy" => new StoppingSupervisorStrategy(),
        _ => Internal.NamedTypes.Create<SupervisorStrategyConfigurator>("akka.actor.guardian-supervisor-strategy", typeName) ?? throw new Configuration.ConfigurationException(
            $"akka.actor.guardian-supervisor-strategy: unknown configurator \"{typeName}\" (known: Akka.Actor.DefaultSupervisorStrategy, Akka.Actor.StoppingSupervisorStrategy)"),
    };
}

public class DefaultSupervisorStrategy : SupervisorStrategyConfigurator
{
    public override SupervisorStrategy Create() => SupervisorStrategy.DefaultStrategy;
}

public class StoppingSupervisorStrategy : SupervisorStrategyConfigurator
{
    public override SupervisorStrategy Create() => SupervisorStrategy.StoppingStrategy;
}
