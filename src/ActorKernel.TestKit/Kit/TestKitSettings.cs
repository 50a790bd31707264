using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The times of the kit (akka.test).</summary>
public class TestKitSettings(Config config) : IExtension
{
    /// <summary>For latches and barriers.</summary>
    public TimeSpan DefaultTimeout { get; } = config.GetTimeSpan("akka.test.default-timeout", TimeSpan.FromSeconds(5));

    /// <summary>For one expectation outside of Within.</summary>
    public TimeSpan SingleExpectDefault { get; } = config.GetTimeSpan("akka.test.single-expect-default", TimeSpan.FromSeconds(3));

    /// <summary>How long an event filter waits for events that are still on their way.</summary>
    public TimeSpan TestEventFilterLeeway { get; } = config.GetTimeSpan("akka.test.filter-leeway", TimeSpan.FromSeconds(3));

    /// <summary>All times are multiplied by it, for slow machines.</summary>
    public double TestTimeFactor { get; } = config.GetDouble("akka.test.timefactor", 1.0) is > 0 and var factor
        ? factor
        : throw new ConfigurationException("akka.test.timefactor must be above 0");

    public bool LogTestKitCalls { get; } = config.GetBoolean("akka.test.testkit.debug");
}

public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    public override TestKitSettings CreateExtension(ExtendedActorSystem system) => new(system.Settings.Config);

    public static TestKitSettings For(ActorSystem system) => new TestKitExtension().Apply(system);
}

public class TestKitAssertionsProvider(ITestKitAssertions assertions) : IExtension
{
    public ITestKitAssertions Assertions { get; } = assertions;
}

public class TestKitAssertionsExtension(ITestKitAssertions assertions) : ExtensionIdProvider<TestKitAssertionsProvider>
{
    public override TestKitAssertionsProvider CreateExtension(ExtendedActorSystem system) => new(assertions);

    public static TestKitAssertionsProvider For(ActorSystem system) => system.GetExtension<TestKitAssertionsProvider>();
}
