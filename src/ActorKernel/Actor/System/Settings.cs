using Akka.Actor.Setup;
using Akka.Configuration;

namespace Akka.Actor;

/// <summary>The runtime's own settings, read and checked once.</summary>
public class Settings
{
    public Settings(ActorSystem system, Config config) : this(system, config, ActorSystemSetup.Empty) { }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        (System, Setup) = (system, setup);
        Config = config.SafeWithFallback(ConfigurationFactory.Default());
        var akka = Config.GetConfig("akka");
        if (akka.GetBoolean("refuse-unknown-settings")) SettingsCheck.RejectUnknown(config);
        Loggers = akka.GetStringList("loggers");
        LogLevel = akka.GetString("loglevel");
        StdoutLogLevel = akka.GetString("stdout-loglevel");
        LoggerStartTimeout = akka.GetTimeSpan("logger-startup-timeout");
        LogFormatter = Internal.KnownTypes.LogFormatter(akka.GetString("logger-formatter"));
        LogConfigOnStart = akka.GetBoolean("log-config-on-start");
        LogDeadLetters = akka.GetString("log-dead-letters") switch
        {
            "on" or "true" => int.MaxValue,
            "off" or "false" => 0,
            _ => akka.GetInt("log-dead-letters"),
        };
        LogDeadLettersSuspendDuration = akka.GetTimeSpan("log-dead-letters-suspend-duration");
        LogDeadLettersDuringShutdown = akka.GetBoolean("log-dead-letters-during-shutdown");
        SupervisorStrategyClass = akka.GetString("actor.guardian-supervisor-strategy");
        AskTimeout = akka.GetTimeSpan("actor.ask-timeout");
        CreationTimeout = akka.GetTimeSpan("actor.creation-timeout");
        EmitActorTelemetry = akka.GetBoolean("actor.telemetry.enabled");
        Throughput = Math.Max(1, akka.GetInt("actor.default-dispatcher.throughput"));
        StashCapacity = akka.GetInt("actor.default-mailbox.stash-capacity");
        AddLoggingReceive = akka.GetBoolean("actor.debug.receive");
        DebugAutoReceive = akka.GetBoolean("actor.debug.autoreceive");
        DebugLifecycle = akka.GetBoolean("actor.debug.lifecycle");
        DebugEventStream = akka.GetBoolean("actor.debug.event-stream");
        DebugUnhandledMessage = akka.GetBoolean("actor.debug.unhandled");
        FsmDebugEvent = akka.GetBoolean("actor.debug.fsm");
        DebugTimerScheduler = akka.GetBoolean("actor.debug.log-timers");
        SchedulerClass = akka.GetString("scheduler.implementation");
        SchedulerShutdownTimeout = akka.GetTimeSpan("scheduler.shutdown-timeout");
        CoordinatedShutdownTerminateActorSystem = akka.GetBoolean("coordinated-shutdown.terminate-actor-system");
        CoordinatedShutdownRunByActorSystemTerminate = akka.GetBoolean("coordinated-shutdown.run-by-actor-system-terminate");
    }

    public ActorSystem System { get; }

    public ActorSystemSetup Setup { get; }

    /// <summary>The user's settings over the runtime's defaults.</summary>
    public Config Config { get; private set; }

    public IList<string> Loggers { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public Event.ILogMessageFormatter LogFormatter { get; }

    public bool LogConfigOnStart { get; }

    /// <summary>How many dead letters are reported; int.MaxValue for all.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    /// <summary>For how long reports cease once their number is reached; infinite for ever.</summary>
    public TimeSpan LogDeadLettersSuspendDuration { get; }

    public string SupervisorStrategyClass { get; }

    public TimeSpan AskTimeout { get; }

    public TimeSpan CreationTimeout { get; }

    public bool EmitActorTelemetry { get; }

    public bool AddLoggingReceive { get; }

    public bool DebugAutoReceive { get; }

    public bool DebugLifecycle { get; }

    public bool DebugEventStream { get; }

    public bool DebugUnhandledMessage { get; }

    public bool FsmDebugEvent { get; }

    public bool DebugTimerScheduler { get; }

    public string SchedulerClass { get; }

    public TimeSpan SchedulerShutdownTimeout { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    internal int Throughput { get; }

    internal int StashCapacity { get; }

    /// <summary>Adds defaults of an extension's.</summary>
    public void InjectTopLevelFallback(Config config) => Config = Config.SafeWithFallback(config);

    public override string ToString() => Config.ToString();
}
