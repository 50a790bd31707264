using System.Diagnostics;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>Each part of a VM is killed from the host: nothing hangs, the cause is named, nothing is left (<see cref="EngineTest"/> looks).</summary>
public sealed class CrashTests(Engine engine) : EngineTest(engine)
{
    /// <summary>125, or 137 where the kernel's own SIGKILL, as for memory that ran out, could have been it.</summary>
    private static readonly int[] Lost = [125, 137];

    [Fact]
    public async Task A_supervisor_that_is_killed_takes_everything_with_it()
    {
        var container = await Started();

        Process.GetProcessById(await Docker.PidOf(container)).Kill();

        Assert.Equal(137, await Docker.Wait(container));
    }

    [Fact]
    public async Task A_QEMU_that_is_killed_ends_the_container_with_the_cause()
    {
        var container = await Started();

        Kill(container, "qemu-system");

        Assert.Contains(await Docker.Wait(container), Lost);
        Assert.Contains("qemu", (await Docker.Do("logs", container)).Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_virtiofsd_that_is_killed_ends_the_container_with_the_cause()
    {
        var container = await Started();

        Kill(container, "virtiofsd");

        Assert.Equal(125, await Docker.Wait(container));
        Assert.Contains("virtiofsd", (await Docker.Do("logs", container)).Errors);
    }

    /// <summary>Before the workload runs nothing is lost by a second start.</summary>
    [Theory]
    [InlineData("-i")]
    [InlineData("-t")]
    public async Task A_QEMU_that_is_killed_while_it_boots_is_started_again(string stdio)
    {
        var container = await Docker.Start(Runtime.Dkvm, stdio, Image.Busybox, "sh", "-c", "echo READY; exit 4");
        while (!Processes(container, "qemu-system").Any())
            await Task.Delay(20);

        Kill(container, "qemu-system");

        Assert.Equal(4, await Docker.Wait(container));
        Assert.Equal("READY", (await Docker.Do("logs", container)).Text);
    }

    private async Task<string> Started()
    {
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", "echo READY; sleep 1000 & wait");
        await Docker.Says(container, "READY");
        return container;
    }

    private void Kill(string container, string program)
    {
        var processes = Processes(container, program).ToList();
        Assert.NotEmpty(processes);
        foreach (var pid in processes)
            Process.GetProcessById(pid).Kill();
    }

    private IEnumerable<int> Processes(string container, string program) =>
        EngineState.PidsOf(Engine, container).Where(pid => EngineState.Read($"/proc/{pid}/cmdline").Split('\0')[0].Contains(program));
}
