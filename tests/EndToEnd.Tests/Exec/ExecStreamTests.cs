using System.Diagnostics;
using System.Security.Cryptography;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

public sealed class ExecStreamTests(ExecContainers containers) : ExecTest(containers)
{
    [Theory]
    [BothRuntimes]
    [Trait("Category", "Long")]
    public async Task A_hundred_million_bytes_go_both_ways_at_once(string runtime)
    {
        var sent = RandomNumberGenerator.GetBytes(100_000_000);
        var run = (await Containers.Do(runtime, ["-i"], ["cat"], sent, TimeSpan.FromMinutes(5))).Successful();

        Assert.Equal(sent.Length, run.OutputBytes.Length);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(run.OutputBytes));
    }

    /// <summary>What is not read waits in the guest: neither side holds more than its window.</summary>
    [Theory]
    [BothRuntimes]
    public async Task Output_that_comes_faster_than_it_is_read_waits(string runtime)
    {
        const int Bytes = 20_000_000;
        using var docker = Start("exec", Containers.Of(runtime), "sh", "-c", $"head -c {Bytes} /dev/zero; echo done >&2");
        var output = docker.StandardOutput.BaseStream;
        var buffer = new byte[4096];
        await output.ReadExactlyAsync(buffer);
        // Others are served meanwhile.
        for (var i = 0; i < 5; i++)
            (await Containers.Do(runtime, [], ["true"])).Successful();
        Assert.False(docker.HasExited);

        long total = buffer.Length;
        for (int n; (n = await output.ReadAsync(buffer)) > 0;)
            total += n;
        Assert.Equal(Bytes, total);
        await docker.WaitForExitAsync();
        Assert.Equal(0, docker.ExitCode);
    }

    [Theory]
    [BothRuntimes]
    public async Task Sessions_at_once_keep_their_bytes_apart(string runtime)
    {
        const int Sessions = 200;
        var all = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(i => Task.Run(() => Containers.Do(
            runtime, ["-i"], ["sh", "-c", $"cat; echo err {i} >&2; exit {i}"], [.. Enumerable.Repeat((byte)i, 10_000)], TimeSpan.FromMinutes(10)))));

        for (var i = 0; i < Sessions; i++)
        {
            all[i].WithExitCode(i);
            Assert.True(all[i].OutputBytes.Length == 10_000 && all[i].OutputBytes.All(b => b == (byte)i), $"session {i}");
            Assert.Equal($"err {i}\n", all[i].Errors);
        }
    }

    private Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo("docker", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Docker.Environment)
            info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
