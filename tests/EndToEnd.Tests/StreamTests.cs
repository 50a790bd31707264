using System.Security.Cryptography;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

public sealed class StreamTests(Engine engine) : EngineTest(engine)
{
    [Theory]
    [BothRuntimes]
    public async Task Stdout_and_stderr_come_apart_and_the_exit_code_with_them(string runtime)
    {
        var run = (await Docker.Run(runtime, Image.Busybox, "sh", "-c", "echo out; echo err >&2; exit 7")).WithExitCode(7);

        Assert.Equal("out\n", run.Output);
        Assert.Equal("err\n", run.Errors);
    }

    [Theory]
    [BothRuntimes]
    public async Task The_end_of_stdin_reaches_the_workload(string runtime)
    {
        var run = await Docker.RunWithInput(runtime, "one\ntwo"u8.ToArray(), Docker.Patience, Image.Busybox, "sh", "-c", "cat; echo; echo ended");

        Assert.Equal("one\ntwo\nended\n", run.Successful().Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task Without_i_there_is_nothing_on_stdin(string runtime)
    {
        var run = await Docker.Run(runtime, Image.Busybox, "sh", "-c", "wc -c; echo ended");

        Assert.Equal("0\nended\n", run.Successful().Output);
    }

    [Theory]
    [BothRuntimes]
    public async Task Nothing_is_lost_of_what_is_written_just_before_the_end(string runtime)
    {
        const int Each = 3_000_000;
        var run = await Docker.Run(runtime, Image.Busybox, "sh", "-c", 
            $"head -c {Each} /dev/zero | tr '\\0' o & head -c {Each} /dev/zero | tr '\\0' e >&2; wait");

        Assert.Equal(new string('o', Each), run.Successful().Output);
        Assert.Equal(new string('e', Each), run.Errors);
    }

    /// <summary>A few hundred KB fit into what is on the way, so the machine ends while nobody reads: here dockerd is stopped.</summary>
    [Fact]
    public async Task A_reader_that_is_slower_than_the_machine_gets_all_of_it_and_the_exit_code()
    {
        const int Bytes = 400_000;
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", $"echo READY; sleep 2; head -c {Bytes} /dev/zero | tr '\\0' o; exit 6");
        await Docker.Says(container, "READY");
        var qemu = EngineState.PidsOf(Engine, container).Single(pid => EngineState.Read($"/proc/{pid}/cmdline").Contains("qemu-system"));
        await Signal("STOP");
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(qemu);
            await process.WaitForExitAsync().WaitAsync(Harness.Docker.Patience);
        }
        finally
        {
            await Signal("CONT");
        }

        Assert.Equal(6, await Docker.Wait(container));
        Assert.Equal($"READY\n{new string('o', Bytes)}", (await Docker.Do("logs", container)).Successful().Output);

        async Task Signal(string name) => (await Harness.Program.Run("kill", [$"-{name}", $"{Engine.DockerdPid}"], Harness.Docker.Patience)).Successful();
    }

    [Theory]
    [BothRuntimes]
    [Trait("Category", "Long")]
    public async Task A_hundred_million_random_bytes_come_back_as_they_went(string runtime)
    {
        var sent = RandomNumberGenerator.GetBytes(100_000_000);
        var run = (await Docker.RunWithInput(runtime, sent, TimeSpan.FromMinutes(3), "--log-driver", "none", Image.Busybox, "cat")).Successful();

        Assert.Equal(sent.Length, run.OutputBytes.Length);
        Assert.Equal(Hash(sent), Hash(run.OutputBytes));
    }

    [Theory]
    [BothRuntimes]
    public async Task A_stopped_container_starts_again_attached(string runtime)
    {
        var container = (await Docker.Do("create", "-i", "--runtime", runtime, Image.Busybox, "sh", "-c", "read word; echo \"$word $(ls /tmp)\"; touch /tmp/here"))
            .Successful().Text;

        var first = await Docker.Do(["start", "-ai", container], "first\n"u8.ToArray(), within: null);
        var second = await Docker.Do(["start", "-ai", container], "second\n"u8.ToArray(), within: null);

        Assert.Equal("first \n", first.Successful().Output);
        Assert.Equal("second here\n", second.Successful().Output);
        Assert.Equal("first \nsecond here\n", (await Docker.Do("logs", container)).Output);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
