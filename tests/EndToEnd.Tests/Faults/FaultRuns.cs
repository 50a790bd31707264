using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// Runs the cases, each once: the one that a test asks for and, beside it, its successor in the table, since a VM boots for
/// seconds on one processor and two cases do not disturb each other.
/// </summary>
public sealed class FaultRuns(Engine engine) : IAsyncLifetime
{
    /// <summary>A machine with much else to do boots slowly; what is no fault must not look like one.</summary>
    private const string Settings = """
        dkvm {
          qemu.boot-timeout.tcg = 120s
          guest { start-timeout = 60s, unmount-timeout = 15s }
          stop.timeout = 30s
        }
        """;

    /// <summary>For faults that only a deadline ends: what the package has, shortened as far as a busy machine allows.</summary>
    private const string Impatient = """
        dkvm {
          qemu { qmp-timeout = 8s, boot-timeout.tcg = 40s }
          guest { start-timeout = 15s, unmount-timeout = 15s }
          stop.timeout = 30s
        }
        """;

    private const int MostTries = 5;

    private readonly Dictionary<string, Task> _running = [];
    private readonly Lock _lock = new();

    private string SettingsFile => $"{engine.Folder}/faults.conf";

    /// <summary>Ends as the case ends.</summary>
    public Task Of(string name)
    {
        var cases = FaultTable.All;
        var at = cases.ToList().FindIndex(c => c.Name == name);
        lock (_lock)
        {
            var asked = Begin(cases[at]);
            if (at + 1 < cases.Count && _running.Values.Count(t => !t.IsCompleted) < 2)
                Begin(cases[at + 1]);
            return asked;
        }
    }

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(SettingsFile, Settings);
        await File.WriteAllTextAsync($"{SettingsFile}.impatient", Impatient);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
        await engine.Docker.RemoveAll();
        File.Delete(SettingsFile);
        File.Delete($"{SettingsFile}.impatient");
        await LeftOvers.AssertNone(engine);
    }

    private Task Begin(FaultCase one)
    {
        if (!_running.TryGetValue(one.Name, out var task))
            _running[one.Name] = task = Task.Run(() => Run(one));
        return task;
    }

    /// <summary>Where the fault came too late, the container has ended as if there was none, and the case begins anew.</summary>
    private async Task Run(FaultCase one)
    {
        for (var tries = 1; ; tries++)
        {
            await using var run = new FaultRun(engine, SettingsFile);
            try
            {
                await one.Do(run);
                return;
            }
            catch (TooLateException) when (tries < MostTries && (run.HasGone || run.EndsByItself))
            {
                if (!run.HasGone)
                    await run.Ends(FaultRun.ShortCode);
            }
        }
    }
}
