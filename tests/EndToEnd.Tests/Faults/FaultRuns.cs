using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// Runs the cases, each once: the one that a test asks for and, beside it, its successor in the table, since a VM boots for
/// seconds on one processor and two cases do not disturb each other.
/// </summary>
public sealed class FaultRuns(Engine engine) : IAsyncLifetime
{
    /// <summary>Deadlines shorter than the package's, so that a hang costs seconds.</summary>
    private const string Settings = """
        dkvm {
          qemu { qmp-timeout = 4s, boot-timeout.tcg = 25s }
          guest { start-timeout = 10s, unmount-timeout = 8s }
          stop.timeout = 20s
        }
        """;

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

    public Task InitializeAsync() => File.WriteAllTextAsync(SettingsFile, Settings);

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_running.Values.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
        await engine.Docker.RemoveAll();
        File.Delete(SettingsFile);
        await LeftOvers.AssertNone(engine);
    }

    private Task Begin(FaultCase one)
    {
        if (!_running.TryGetValue(one.Name, out var task))
            _running[one.Name] = task = Task.Run(() => Run(one));
        return task;
    }

    private async Task Run(FaultCase one)
    {
        await using var run = new FaultRun(engine, SettingsFile);
        await one.Do(run);
    }
}
