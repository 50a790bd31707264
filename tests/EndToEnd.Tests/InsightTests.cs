using System.Diagnostics;
using System.Text.Json.Nodes;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>dkvmctl console, monitor, top and ps, of one VM that runs and then ends.</summary>
public sealed class InsightTests(Engine engine) : EngineTest(engine)
{
    private const int EndsWith = 7;

    /// <summary>mem(4) "kmsg", and Documentation/admin-guide/devices.txt: the VM has no such files unless it makes them.</summary>
    private const string Says = "set -e; mknod /tmp/kmsg c 1 11; mknod /tmp/hvc0 c 229 0; echo 'KERNEL \u001b[2JMARK' > /tmp/kmsg; printf 'CONSOLE \u001b]0;x\aMARK\n' > /tmp/hvc0";

    [Fact]
    public async Task A_press_of_the_power_button_is_heard_from_the_workloads_first_moment()
    {
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", "trap 'echo told; exit 5' TERM; echo READY; while :; do sleep 1000 & wait; done");
        await Docker.Says(container, "READY");

        Assert.Equal("", (await Ctl("monitor", container, "system_powerdown")).Successful().Output);

        Assert.Equal(5, await Docker.Wait(container));
    }

    [Fact]
    public async Task A_VM_can_be_looked_at_while_it_runs_until_it_ends()
    {
        var name = "insight-" + Guid.NewGuid().ToString("N")[..8];
        var container = await Docker.Start(
            Runtime.Dkvm, "--name", name, "--memory", "300m", "--cpus", "2", Image.Busybox,
            "sh", "-c", $"trap 'exit {EndsWith}' TERM; sleep 1000 & echo READY; while :; do wait; done");
        await Docker.Says(container, "READY");

        await ItsKernelsLogIsOnItsConsole(name);
        await ItsProcessesAreShownAsItSeesThem(name);
        await ItsQemuCanBeAsked(name);
        await ItsQemuCanBeAskedByAScript(name);
        await ItsQemuCanBeTalkedTo(name);
        await WhatHurtsIsRefused(name);
        await ItIsOnTheList(name, container);
        await WhoFollowsItsConsoleSeesItsEnd(name, container);

        Assert.Equal(EndsWith, await Docker.Wait(container));
        foreach (var command in (string[])["console", "monitor", "top"])
        {
            Assert.Contains("is not running", (await Ctl(command, name)).WithExitCode(1).Errors);
            Assert.Contains("there is no container nobody", (await Ctl(command, "nobody")).WithExitCode(1).Errors);
        }
        Assert.DoesNotContain(container[..12], (await Ctl("ps")).Successful().Output);
    }

    private async Task ItsKernelsLogIsOnItsConsole(string name)
    {
        // The workload's first word may be here before the agent's that it runs: then a note says that the log is missing.
        Finished console = null!;
        await Until(async () => (console = (await Ctl("console", name)).Successful()).Errors.Length == 0);

        Assert.Contains("Linux version 6.", console.Output);
        Assert.Matches(@"(?m)^\[    0\.000000\] Command line: console=hvc0 ", console.Output);
        var lines = console.Output.TrimEnd('\n').Split('\n');
        Assert.Single(lines, line => line.Contains("Linux version"));
        Assert.InRange(lines.Length, 100, 5000);
        Assert.All(lines, line => Assert.Matches(@"^\[ *\d+\.\d{6}\] ", line));
    }

    private async Task ItsProcessesAreShownAsItSeesThem(string name)
    {
        (await Docker.Do("exec", "-d", "-u", "1234", name, "sleep", "77")).Successful();
        var table = "";
        await Until(async () => (table = (await Ctl("top", name)).Successful().Output).Contains("sleep 77"));

        Assert.Matches(@"(?m)^ +PID +PPID  USER  S +%CPU +TIME +MEMORY  COMMAND$", table);
        Assert.Matches(@"(?m)^ +1 +0  root +\w +[\d.]+ +\d+:\d\d\.\d\d +\d+\.\d MiB  sh -c trap ", table);
        Assert.Matches(@"(?m)^ +\d+ +1  root .*  sleep 1000$", table);
        Assert.Matches(@"(?m)^ +\d+ +0  1234 .*  sleep 77$", table);
        Assert.DoesNotContain("dkvm", table);

        var processes = JsonNode.Parse((await Ctl("top", "--json", name)).Successful().Output)!["processes"]!.AsArray();
        var other = processes.Single(p => (string?)p!["command"] == "sleep 77")!;
        Assert.Equal((1234, "1234"), ((int)other["uid"]!, (string)other["user"]!));
        Assert.InRange((long)other["memoryKiB"]!, 4, 100_000);
        var sleepers = processes.Where(p => ((string)p!["command"]!).StartsWith("sleep ", StringComparison.Ordinal)).Select(p => $"{(int)p!["pid"]!}");
        Assert.Equal(sleepers.Order(), (await Docker.Do("exec", name, "pidof", "sleep")).Successful().Text.Split(' ').Order());
    }

    private async Task ItsQemuCanBeAsked(string name)
    {
        Assert.Equal("VM status: running\n", (await Ctl("monitor", name, "info status")).Successful().Output);
        Assert.Contains("RIP=", (await Ctl("monitor", name, "info", "registers")).Successful().Output);
        // More than a line of QMP may otherwise have, and than a socket holds.
        var memory = (await Ctl("monitor", name, "xp /100000xb 0")).Successful().Output.TrimEnd('\n').Split('\n');
        Assert.Equal(Enumerable.Range(0, 12_500).Select(i => $"{8 * i:x16}"), memory.Select(line => line.Split(':')[0]));

        var unknown = (await Ctl("monitor", name, "fly")).WithExitCode(1);
        Assert.Equal(("", "unknown command: 'fly'\n"), (unknown.Output, unknown.Errors));
        Assert.Equal("Error: Device 'nothing' not found\n", (await Ctl("monitor", name, "device_del nothing")).WithExitCode(1).Errors);
    }

    private async Task ItsQemuCanBeAskedByAScript(string name)
    {
        var good = await Converse(name, "stop\n\n info status \ncont\ninfo status\nquit\nfly\n");
        Assert.Equal("VM status: paused\nVM status: running\n", good.Successful().Output);

        var bad = await Converse(name, "fly\nsystem_reset\ninfo status");
        Assert.Equal("VM status: running\n", bad.WithExitCode(1).Output);
        Assert.Contains("unknown command: 'fly'", bad.Errors);
        Assert.Contains("docker restart", bad.Errors);
    }

    private async Task ItsQemuCanBeTalkedTo(string name)
    {
        await using var session = TerminalSession.StartProgram(Docker, 24, 80, [CtlProgram, .. CtlArguments("monitor", name)]);
        await session.Expect("(qemu) ");
        session.Type("fly\r");
        await session.Expect("unknown command: 'fly'\r\n(qemu) ");
        session.Type("info status\r");
        await session.Expect("VM status: running\r\n(qemu) ");
        session.Type("quit\r");
        Assert.Equal(0, await session.ExitCode());
        Assert.DoesNotContain('\u001b', session.Screen);
    }

    private async Task WhatHurtsIsRefused(string name)
    {
        var refused = (await Ctl("monitor", name, "quit")).WithExitCode(1);
        Assert.Contains("quit would end the VM as a crash does", refused.Errors);
        Assert.Contains("docker stop", refused.Errors);
        Assert.Contains("docker restart", (await Ctl("monitor", name, "system_reset")).WithExitCode(1).Errors);
    }

    private async Task ItIsOnTheList(string name, string container)
    {
        Assert.Matches($@"(?m)^{container[..12]}  {name} +running +\d+[sm] +\d+ +300 MiB +2  (tcg  |kvm  )  (cold |warm )  sh -c trap ", (await Ctl("ps")).Successful().Output);
        var listed = JsonNode.Parse((await Ctl("ps", "--json")).Successful().Output)!.AsArray().Single(v => (string?)v!["id"] == container)!;
        Assert.Equal((name, await Docker.PidOf(container)), ((string)listed["name"]!, (int)listed["pid"]!));
        Assert.InRange(DateTimeOffset.Parse((string)listed["startedAt"]!), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
    }

    /// <summary>It has a power button in QEMU's monitor, too: an ordered end.</summary>
    private async Task WhoFollowsItsConsoleSeesItsEnd(string name, string container)
    {
        using var follower = new Process
        {
            StartInfo = new(CtlProgram, CtlArguments("console", "-f", name)) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        follower.Start();
        using var patience = new CancellationTokenSource(Docker.Patience);
        // The past comes whole, and then what is new.
        Assert.NotNull(await follower.StandardOutput.ReadLineAsync(patience.Token));
        (await Docker.Do("exec", container, "sh", "-c", Says)).Successful();
        var (kernel, console) = (false, false);
        while (!(kernel && console) && await follower.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            kernel |= line.EndsWith("] KERNEL MARK", StringComparison.Ordinal);
            console |= line == "CONSOLE MARK";
        }
        Assert.Equal((true, true), (kernel, console));

        Assert.Equal("", (await Ctl("monitor", name, "system_powerdown")).Successful().Output);

        await follower.WaitForExitAsync(patience.Token);
        Assert.Equal((0, ""), (follower.ExitCode, await follower.StandardError.ReadToEndAsync(patience.Token)));
    }

    private Task<Finished> Converse(string name, string input) =>
        Program.Run(CtlProgram, CtlArguments("monitor", name), Docker.Patience, System.Text.Encoding.UTF8.GetBytes(input));

    private static async Task Until(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow + Docker.Patience;
        while (!await condition())
            Assert.True(DateTime.UtcNow < deadline, "it did not come to that in time");
    }
}
