using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>A child that is ready waits for what it must not overtake. Alone, since it looks at all children there are.</summary>
[Collection(nameof(Alone))]
public sealed class SpawnGateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-gate-");
    private readonly SpawnGate _gate = new();

    public void Dispose()
    {
        _gate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_program_runs_once_the_gate_is_open()
    {
        var file = Path.Combine(_folder.FullName, "word");
        var spawning = Task.Run(() => Spawned.Run(new() { Arguments = ["/bin/cat", file], Gate = _gate }));
        // The child has come to the gate when it sleeps in its futex.
        Assert.True(SpinWait.SpinUntil(AChildWaits, TimeSpan.FromSeconds(30)));
        File.WriteAllText(file, "now");
        _gate.Open();
        Assert.Equal("now", (await spawning).Output);
    }

    [Fact]
    public void A_gate_that_is_open_already_holds_nobody()
    {
        _gate.Open();
        Assert.Equal(7, Spawned.Shell("exit 7", r => r with { Gate = _gate }).Status.Code);
    }

    [Fact]
    public void A_gate_that_is_refused_fails_the_spawn_and_leaves_no_child()
    {
        _gate.Refuse();
        var e = Assert.Throws<SpawnException>(() => Spawner.Start(new() { Arguments = ["/bin/true"], Gate = _gate }));
        Assert.Equal((SpawnStep.Gate, Errno.ECANCELED), (e.Step, e.Errno));
        Assert.DoesNotContain(Children(), c => c.State == "Z");
    }

    private static bool AChildWaits() => Children().Any(c => c.Waits.Contains("futex", StringComparison.Ordinal));

    /// <summary>This process's, by what follows the name in /proc/PID/stat, state and parent, and by wchan: proc(5).</summary>
    private static IEnumerable<(string State, string Waits)> Children() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let stat = Read($"{folder}/stat")
        where stat.Length > 0
        let fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
        where fields[1] == $"{Environment.ProcessId}"
        select (fields[0], Read($"{folder}/wchan"));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // no process, or none any more
        }
    }
}
