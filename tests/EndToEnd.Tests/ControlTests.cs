using System.Text.Json.Nodes;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>dkvmctl tree, timeline, logs: of a VM that runs, and of one that has failed.</summary>
public sealed class ControlTests(Engine engine) : EngineTest(engine)
{
    [Fact]
    public async Task A_running_VM_shows_its_actors_its_start_and_what_it_did()
    {
        var container = await Docker.Start(Runtime.Dkvm, "--name", "shown", Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");

        var tree = (await Ctl("tree", "shown")).Successful().Output;
        Assert.Matches(@"(?m)^vm +Running$", tree);
        Assert.Matches(@"(?m)^├─ network +Following$", tree);
        Assert.Matches(@"(?m)^├─ virtiofsd +Serving$", tree);
        Assert.Matches(@"(?m)^├─ qemu +Running$", tree);
        Assert.Matches(@"(?m)^├─ guest +Running$", tree);
        Assert.Matches(@"(?m)^└─ shutdown +Idle$", tree);
        var vm = JsonNode.Parse((await Ctl("tree", "--json", container[..12])).Successful().Output)!["children"]!.AsArray()
            .Single(c => (string)c!["name"]! == "vm")!;
        Assert.Equal(("Running", 0), ((string)vm["state"]!, (int)vm["restarts"]!));

        var timeline = (await Ctl("timeline", container)).Successful().Output;
        foreach (var step in (string[])["qemu: Booting", "guest: root", "guest: entrypoint", "vm: Running"])
            Assert.Contains(step, timeline);
        Assert.True(JsonNode.Parse((await Ctl("timeline", "--json", container)).Successful().Output)!.AsArray().Count > 10);

        var logs = (await Ctl("logs", container)).Successful().Output;
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d{3}   qemu       Idle -> Starting \(Boot\)$", logs);
        Assert.All(Lines((await Ctl("logs", "--json", container)).Successful()), line => Assert.NotNull(JsonNode.Parse(line)!["Timestamp"]));
    }

    [Fact]
    public async Task A_VM_that_has_failed_can_be_asked_what_happened_although_it_is_gone()
    {
        var container = await Docker.Start(
            Runtime.Dkvm, "--privileged", Image.Busybox, "sh", "-c", "echo b > /proc/sysrq-trigger; sleep 1000");
        Assert.Equal(125, await Docker.Wait(container));
        (await Docker.Do("rm", container)).Successful();

        var logs = (await Ctl("logs", container[..12])).Successful().Output;
        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d{3}   vm         Running -> Ended", logs);
        Assert.Matches("with exit code 125: the VM was lost: qemu: the guest reset itself", logs);
        Assert.Matches("memory of the container: .*oom_kill 0", logs);
        Assert.Matches("vm: Running", (await Ctl("timeline", container[..12])).Successful().Output);
        Assert.Contains("is not running", (await Ctl("tree", container[..12])).WithExitCode(1).Errors);
    }

    [Fact]
    public async Task A_container_that_there_is_not_is_an_error_that_says_so() =>
        Assert.Contains("there is no container nobody", (await Ctl("logs", "nobody")).WithExitCode(1).Errors);

    private static string[] Lines(Finished finished) => finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
