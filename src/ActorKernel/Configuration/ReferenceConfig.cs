namespace Akka.Configuration;

/// <summary>The defaults of everything the runtime reads; keys below "akka" that are not here can be made errors.</summary>
internal static class ReferenceConfig
{
    private static readonly Lazy<Config> Lazy = new(() => new Config(Hocon.Parser.Parse(Text, null, "reference.conf")));

    public static Config Parsed => Lazy.Value;

    private const string Text =
        """
        akka {
          # A key below "akka" that nothing reads: an error (on), or ignored as Akka.NET does.
          refuse-unknown-settings = off
          # Names of loggers: Akka.Event.DefaultLogger writes to standard output. None: [].
          loggers = ["Akka.Event.DefaultLogger"]
          # DEBUG, INFO, WARNING, ERROR or OFF.
          loglevel = "INFO"
          stdout-loglevel = "WARNING"
          logger-startup-timeout = 5s
          log-config-on-start = off
          # How many dead letters are reported at INFO: a number, on (all) or off.
          log-dead-letters = 10
          log-dead-letters-during-shutdown = off
          # Once that number is reached, for how long no more are reported; then the count begins anew.
          log-dead-letters-suspend-duration = 5 minutes
          logger-formatter = "Akka.Event.DefaultLogMessageFormatter"
          # Names of extensions' ids, registered at the start.
          extensions = []

          actor {
            # Akka.Actor.DefaultSupervisorStrategy or Akka.Actor.StoppingSupervisorStrategy, for what /user supervises.
            guardian-supervisor-strategy = "Akka.Actor.DefaultSupervisorStrategy"
            # For Ask without a time-out of its own.
            ask-timeout = infinite
            creation-timeout = 20s
            # Publishes ActorStarted, ActorStopped and ActorRestarted on the event stream.
            telemetry.enabled = off
            default-dispatcher {
              # Messages an actor processes before others get their turn.
              throughput = 30
            }
            default-mailbox.stash-capacity = -1
            debug {
              receive = off
              autoreceive = off
              lifecycle = off
              fsm = off
              event-stream = off
              unhandled = off
              router-misconfiguration = off
              log-timers = off
            }
          }

          scheduler {
            # "Akka.TestKit.TestScheduler, Akka.TestKit" gives virtual time.
            implementation = "Akka.Actor.HashedWheelTimerScheduler"
            shutdown-timeout = 5s
          }

          coordinated-shutdown {
            default-phase-timeout = 5 s
            terminate-actor-system = on
            exit-clr = off
            run-by-clr-shutdown-hook = on
            run-by-actor-system-terminate = on
            phases {
              before-service-unbind {}
              service-unbind.depends-on = [before-service-unbind]
              service-requests-done.depends-on = [service-unbind]
              service-stop.depends-on = [service-requests-done]
              before-cluster-shutdown.depends-on = [service-stop]
              cluster-sharding-shutdown-region {
                timeout = 10 s
                depends-on = [before-cluster-shutdown]
              }
              cluster-leave.depends-on = [cluster-sharding-shutdown-region]
              cluster-exiting {
                timeout = 10 s
                depends-on = [cluster-leave]
              }
              cluster-exiting-done.depends-on = [cluster-exiting]
              cluster-shutdown.depends-on = [cluster-exiting-done]
              before-actor-system-terminate.depends-on = [cluster-shutdown]
              actor-system-terminate {
                timeout = 10 s
                depends-on = [before-actor-system-terminate]
              }
            }
          }
        }
        """;
}
