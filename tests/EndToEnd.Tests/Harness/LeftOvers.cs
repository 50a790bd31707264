using Xunit.Sdk;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>What must not be there any more.</summary>
internal static class LeftOvers
{
    /// <summary>Docker reports a container's end before its shim has gone; there is no event for that.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Of containers: no process, control group, mount, interface or folder.</summary>
    public static async Task AssertNone(Engine engine)
    {
        var deadline = DateTime.UtcNow + Patience;
        EngineState left;
        while ((left = EngineState.Of(engine).Without(engine.AtRest)).Things.Count > 0)
        {
            if (DateTime.UtcNow > deadline)
                throw new XunitException($"left behind:{Environment.NewLine}{left}");
            await Task.Delay(50);
        }
    }

    /// <summary>Of an engine that was stopped: nothing at all but its images.</summary>
    public static void AssertNothingOfEngine(Engine engine)
    {
        Assert.Empty(EngineState.Processes(engine));
        Assert.Empty(EngineState.ControlGroups(engine));
        Assert.DoesNotContain($" {engine.Folder}/", File.ReadAllText("/proc/self/mountinfo"));
        Assert.False(File.Exists($"{engine.Folder}/docker.sock"), "the engine's socket is still there");
        Assert.False(Lives(engine.DockerdPid), "dockerd is still there");
        Assert.False(Lives(engine.ContainerdPid), "containerd is still there");
    }

    /// <summary>One that has ended may stay listed until the machine's init, which is not ours, takes notice (proc(5), stat).</summary>
    private static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
