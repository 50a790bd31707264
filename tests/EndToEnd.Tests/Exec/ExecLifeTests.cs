using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

/// <summary>From the start of an exec'd process to its end, and what stays.</summary>
public sealed class ExecLifeTests(ExecContainers containers) : ExecTest(containers)
{
    [Theory]
    [BothRuntimes]
    public async Task A_detached_command_runs_on(string runtime)
    {
        var file = $"/tmp/detached-{runtime}";
        var run = (await Containers.Do(runtime, ["-d"], ["sh", "-c", $"readlink /proc/self/fd/0; wc -c > {file}; mkfifo {file}.p; echo end > {file}.p"])).Successful();

        Assert.Equal("", run.Output + run.Errors);
        Assert.Equal("end\n0\n", (await Containers.Shell(runtime, $"until [ -p {file}.p ]; do sleep 0.05; done; cat {file}.p {file}")).Successful().Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task A_signal_to_the_process_on_the_host_reaches_the_process(string runtime)
    {
        var exec = Containers.Shell(runtime, "trap 'echo heard USR1; exit 7' USR1; echo > /tmp/trapped; while :; do sleep 0.05; done");
        await Containers.Shell(runtime, "until [ -e /tmp/trapped ]; do sleep 0.05; done; rm /tmp/trapped");

        await Kill("-USR1", await ExecPid(runtime));

        Assert.Equal("heard USR1\n", (await exec).WithExitCode(7).Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task Killing_the_process_on_the_host_kills_the_process(string runtime)
    {
        var exec = Containers.Shell(runtime, "echo $$ > /tmp/victim; exec sleep 1000");
        await Containers.Shell(runtime, "until [ -s /tmp/victim ]; do sleep 0.05; done");

        await Kill("-KILL", await ExecPid(runtime));

        (await exec).WithExitCode(137);
        // A name of the guest's /proc goes when the process has gone.
        (await Containers.Shell(runtime, "pid=$(cat /tmp/victim); rm /tmp/victim; while [ -e /proc/$pid ]; do sleep 0.05; done")).Successful();
    }

    [Theory]
    [BothRuntimes]
    public async Task A_process_that_goes_to_the_background_is_not_waited_for_and_lives_on(string runtime)
    {
        var run = (await Containers.Shell(runtime, "(sleep 1000; :) & echo $! started; exit 4")).WithExitCode(4);

        var pid = run.Text.Split(' ')[0];
        Assert.Equal($"{pid} started", run.Text);
        Assert.Equal("alive\n", (await Containers.Shell(runtime, $"kill -0 {pid} && echo alive; kill {pid}")).Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task What_goes_on_writing_in_the_background_holds_nobody_up(string runtime)
    {
        var run = (await Containers.Shell(runtime, "yes & echo $! > /tmp/writer; sleep 0.2; exit 0")).Successful();

        Assert.StartsWith("y\n", run.Output);
        // Its reader has gone: SIGPIPE ends it.
        (await Containers.Shell(runtime, "pid=$(cat /tmp/writer); while [ -e /proc/$pid ]; do sleep 0.05; done")).Successful();
    }

    [Theory]
    [BothRuntimes]
    public async Task An_exec_ends_with_its_container(string runtime)
    {
        var container = await Docker.Start(runtime, Image.Busybox, "sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 1000 & wait; done");
        await Docker.Says(container, "ready");
        var exec = Docker.Do("exec", container, "sh", "-c", "echo > /tmp/here; exec sleep 1000");
        (await Docker.Do("exec", container, "sh", "-c", "until [ -e /tmp/here ]; do sleep 0.05; done")).Successful();

        (await Docker.Do("stop", container)).Successful();

        (await exec).WithExitCode(137);
        Assert.Equal(3, await Docker.Wait(container));
        (await Docker.Do("rm", container)).Successful();
    }

    /// <summary>The socket listens before the VM boots; the exec waits for the entrypoint.</summary>
    [Fact]
    public async Task An_exec_that_comes_while_the_VM_boots_waits_for_it()
    {
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sleep", "1000");

        Assert.Equal("sleep\n", (await Docker.Do("exec", container, "cat", "/proc/1/comm")).Successful().Output);
        (await Docker.Do("rm", "-f", container)).Successful();
    }

    /// <summary>The exec'd process as the host sees it: the newest of the container's that is not runc's.</summary>
    private async Task<string> ExecPid(string runtime)
    {
        var main = await Docker.PidOf(Containers.Of(runtime));
        var (name, value) = runtime == Runtime.Dkvm ? ("comm", "dkvm-exec") : ("comm", "");
        var all = EngineState.PidsOf(Containers.Engine, Containers.Of(runtime)).Where(pid => pid != main);
        var found = runtime == Runtime.Dkvm
            ? all.Where(pid => EngineState.Read($"/proc/{pid}/{name}").Trim() == value)
            // Of runc, the one whose parent is outside of the container: the shim.
            : all.Where(pid => Parent(pid) is var parent && parent != main && !all.Contains(parent));
        return found.Last().ToString(CultureInfo.InvariantCulture);
    }

    private static int Parent(int pid) =>
        EngineState.Read($"/proc/{pid}/stat") is { Length: > 0 } stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;

    private static async Task Kill(string signal, string pid) => (await Program.Run("kill", [signal, pid], TimeSpan.FromMinutes(1))).Successful();
}
