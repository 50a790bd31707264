using System.Collections.Immutable;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;

namespace Akka.Actor;

public sealed partial class CoordinatedShutdown
{
    internal static Dictionary<string, Phase> PhasesFromConfig(Config config)
    {
        if (config.IsNullOrEmpty() || config.GetConfig("phases") is not { } phases)
            throw new ConfigurationException("akka.coordinated-shutdown has no phases");
        var defaultTimeout = config.GetTimeSpan("default-phase-timeout", TimeSpan.FromSeconds(5), allowInfinite: false);
        return phases.AsEnumerable().ToDictionary(item => item.Key, item =>
        {
            var phase = item.Value.ToConfig();
            return new Phase(
                [.. phase.GetStringList("depends-on")],
                phase.GetTimeSpan("timeout", defaultTimeout, allowInfinite: false),
                phase.GetBoolean("recover", true));
        });
    }

    /// <summary>Each phase after those it depends on; phases that are only named as dependencies count as well.</summary>
    /// <exception cref="ArgumentException">A phase depends on itself, directly or not.</exception>
    internal static List<string> TopologicalSort(Dictionary<string, Phase> phases)
    {
        var (sorted, path) = (new List<string>(), new HashSet<string>());
        foreach (var phase in phases.Keys.Concat(phases.Values.SelectMany(p => p.DependsOn))) Visit(phase);
        return sorted;

        void Visit(string phase)
        {
            if (sorted.Contains(phase)) return;
            if (!path.Add(phase))
                throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. Phase [{phase}] depends transitively on itself.");
            if (phases.TryGetValue(phase, out var known))
                foreach (var earlier in known.DependsOn.Order()) Visit(earlier);
            path.Remove(phase);
            sorted.Add(phase);
        }
    }

    internal static void AddTermination(CoordinatedShutdown shutdown, Config config)
    {
        var system = (ActorSystemImpl)shutdown.System;
        var terminate = system.Settings.CoordinatedShutdownTerminateActorSystem;
        var exit = config.GetBoolean("exit-clr");
        if (terminate || exit)
        {
            shutdown.AddTask(PhaseActorSystemTerminate, "terminate-system", async () =>
            {
                if (terminate)
                {
                    system.FinalTerminate();
                    await system.WhenTerminated.ConfigureAwait(false);
                }

                if (exit) Environment.Exit(shutdown.ShutdownReason.ExitCode);
                return Done.Instance;
            });
        }

        if (!config.GetBoolean("run-by-clr-shutdown-hook")) return;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        system.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnExit, TaskScheduler.Default);

        void OnExit(object sender, EventArgs e)
        {
            // The process ends when this returns.
            if (!system.WhenTerminated.IsCompleted) shutdown.Run(ClrExitReason.Instance).Wait(shutdown.TotalTimeout);
        }
    }

    private async Task RunAsync(IReadOnlyList<string> phases)
    {
        try
        {
            foreach (var phase in phases) await RunPhaseAsync(phase).ConfigureAwait(false);
            _done.TrySetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _done.TrySetException(e);
        }
    }

    private async Task RunPhaseAsync(string name)
    {
        ImmutableList<(string Name, Func<Task<Done>> Run)> tasks;
        lock (_tasks) tasks = _tasks.GetValueOrDefault(name, []);
        _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", name, tasks.Count, string.Join(",", tasks.Select(t => t.Name)));
        if (tasks.Count == 0) return;

        var phase = _phases[name];
        var all = Task.WhenAll(tasks.Select(task => RunTaskAsync(name, phase, task.Name, task.Run)));
        Task late;
        try
        {
            late = FutureTimeoutSupport.After(phase.Timeout, System.Scheduler, static () => Task.FromResult(Done.Instance));
        }
        catch (SchedulerException)
        {
            late = all; // the system has gone, and with it the clock
        }

        if (await Task.WhenAny(all, late).ConfigureAwait(false) == all || all.IsCompleted)
        {
            await all.ConfigureAwait(false);
            return;
        }

        if (!phase.Recover) throw new TimeoutException($"Coordinated shutdown phase[{name}] timed out after {phase.Timeout}");
        _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", name, phase.Timeout);
    }

    private async Task RunTaskAsync(string phase, Phase settings, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception e) when (settings.Recover)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase, e.Message);
        }
    }
}
