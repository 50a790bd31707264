using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Actor;

/// <summary>
/// Ends a system in phases: the tasks of one run side by side, and the next phase begins when they have ended or the
/// phase's time is over. Phases and their order come from akka.coordinated-shutdown.
/// </summary>
public sealed partial class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly Dictionary<string, Phase> _phases;
    private readonly Dictionary<string, ImmutableList<(string Name, Func<Task<Done>> Run)>> _tasks = [];
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILoggingAdapter _log;
    private Reason _reason;

    internal CoordinatedShutdown(ExtendedActorSystem system, Dictionary<string, Phase> phases)
    {
        (System, _phases) = (system, phases);
        OrderedPhases = TopologicalSort(phases);
        _log = Logging.GetLogger(system, GetType());
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Null until it runs.</summary>
    public Reason ShutdownReason => _reason;

    /// <summary>The time that the phases with tasks may take together.</summary>
    public TimeSpan TotalTimeout
    {
        get { lock (_tasks) return _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase)); }
    }

    internal List<string> OrderedPhases { get; }

    public static CoordinatedShutdown Get(ActorSystem sys) => new CoordinatedShutdownExtension().Apply(sys);

    /// <exception cref="ArgumentException">No such phase.</exception>
    public TimeSpan Timeout(string phase) => _phases.TryGetValue(phase, out var known)
        ? known.Timeout
        : throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.", nameof(phase));

    /// <exception cref="ConfigurationException">No such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!OrderedPhases.Contains(phase))
        {
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", OrderedPhases)}]. "
                + "All phases (along with their optional dependencies) must be defined in configuration.");
        }

        lock (_tasks) _tasks[phase] = _tasks.GetValueOrDefault(phase, []).Add((taskName, task));
    }

    /// <summary>Runs once; later calls get the same task.</summary>
    /// <param name="fromPhase">Where to begin; null for the first phase.</param>
    public Task<Done> Run(Reason reason, string fromPhase = null)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            var phases = fromPhase is null ? OrderedPhases : OrderedPhases.SkipWhile(phase => phase != fromPhase).ToList();
            _ = RunAsync(phases);
        }

        return _done.Task;
    }

    /// <summary>Why a system is shut down; derive from it for reasons of your own.</summary>
    public class Reason
    {
        protected Reason() { }

        /// <summary>What the process exits with, where <c>akka.coordinated-shutdown.exit-clr</c> lets the run end it.</summary>
        public virtual int ExitCode => 0;
    }

    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason() { }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason() { }
    }

    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason() { }
    }
}

public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        var settings = system.Settings;
        if (settings.CoordinatedShutdownRunByActorSystemTerminate && !settings.CoordinatedShutdownTerminateActorSystem)
            throw new ConfigurationException(
                "akka.coordinated-shutdown.run-by-actor-system-terminate=on and akka.coordinated-shutdown.terminate-actor-system=off is not a supported configuration combination.");
        var shutdown = new CoordinatedShutdown(system, CoordinatedShutdown.PhasesFromConfig(config));
        CoordinatedShutdown.AddTermination(shutdown, config);
        return shutdown;
    }
}

/// <summary>A phase: what must be done before it, how long it may take, and whether failures are passed over.</summary>
internal sealed record Phase(ImmutableHashSet<string> DependsOn, TimeSpan Timeout, bool Recover)
{
    public bool Equals(Phase other) =>
        other is not null && DependsOn.SetEquals(other.DependsOn) && Timeout == other.Timeout && Recover == other.Recover;

    public override int GetHashCode() => HashCode.Combine(DependsOn.Count, Timeout, Recover);
}
