using Akka.Configuration;
using Akka.TestKit.Internal;

namespace Akka.TestKit.Configs;

/// <summary>Settings that tests begin with.</summary>
public static class TestConfigs
{
    public static Config DefaultConfig => TestKitConfig.Default;

    /// <summary>Virtual time: nothing is due before the test says so.</summary>
    public static Config TestSchedulerConfig { get; } =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"");
}
