using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

public sealed class ExitCodeTests(Engine engine) : EngineTest(engine)
{
    [Theory]
    [BothRuntimes]
    public async Task The_exit_code_is_the_entrypoints_own(string runtime) =>
        (await Docker.Run(runtime, Image.Scratch, "exit", "255")).WithExitCode(255);

    [Theory]
    [BothRuntimes]
    public async Task A_missing_command_is_127_and_named(string runtime)
    {
        var run = (await Docker.Run(runtime, Image.Busybox, "no-such-command", "argument")).WithExitCode(127);

        Assert.Empty(run.Output);
        Assert.Contains("no-such-command", run.Errors);
        Assert.DoesNotContain("warning", run.Errors); // such as that the guest, with nothing to run, had to be ended
    }

    [Theory]
    [BothRuntimes]
    public async Task A_command_that_cannot_be_executed_is_126_and_named(string runtime)
    {
        var run = (await Docker.Run(runtime, Image.Busybox, "/etc/passwd")).WithExitCode(126);

        Assert.Empty(run.Output);
        Assert.Contains("/etc/passwd", run.Errors);
    }

    [Theory]
    [BothRuntimes]
    public async Task The_exit_code_of_a_detached_container_is_what_wait_and_inspect_say(string runtime)
    {
        var container = await Docker.Start(runtime, Image.Busybox, "sh", "-c", "echo ending; exit 42");

        Assert.Equal(42, await Docker.Wait(container));
        Assert.Equal(42, (int)(await Docker.Inspect(container))["State"]!["ExitCode"]!);
        Assert.Equal("ending\n", (await Docker.Do("logs", container)).Output);
    }

    /// <summary>A shell that is PID 1 would ignore a signal of its own; its child is not spared.</summary>
    [Theory]
    [BothRuntimes]
    public async Task A_process_that_a_signal_ends_is_128_and_the_signals_number(string runtime) =>
        (await Docker.Run(runtime, Image.Busybox, "sh", "-c", "sh -c 'kill -SEGV $$'; exit $?")).WithExitCode(139);
}
