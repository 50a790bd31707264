using Akka.Configuration;

namespace Akka.TestKit.Internal;

internal static class TestKitConfig
{
    public static readonly Config Default = ConfigurationFactory.ParseString(
        """
        akka {
          loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
          loglevel = "INFO"
          actor.default-dispatcher.throughput = 30
          test {
            timefactor = 1.0
            filter-leeway = 3s
            single-expect-default = 3s
            default-timeout = 5s
            testkit.debug = off
          }
        }
        """);

    public static readonly Config FullDebug = ConfigurationFactory.ParseString(
        """
        akka {
          log-config-on-start = off
          loglevel = "DEBUG"
          actor.debug {
            receive = on
            autoreceive = on
            lifecycle = on
            fsm = on
            event-stream = on
            unhandled = on
            router-misconfiguration = on
          }
          test.testkit.debug = true
        }
        """);
}
