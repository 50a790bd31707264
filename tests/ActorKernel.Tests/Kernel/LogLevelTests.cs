using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>A change of level holds for loggers that exist; Akka.NET's keep the level of their making.</summary>
public sealed class LogLevelTests : TestKit
{
    [Fact]
    public void What_is_below_the_level_is_not_logged()
    {
        Sys.EventStream.SetLogLevel(LogLevel.WarningLevel);
        EventFilter.Info().Expect(0, () => Sys.Log.Info("too low"));
        Assert.False(Sys.Log.IsInfoEnabled);
        Assert.True(Sys.Log.IsWarningEnabled);
    }
}
