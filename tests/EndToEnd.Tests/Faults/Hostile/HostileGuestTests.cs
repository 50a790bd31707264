using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults.Hostile;

/// <summary>
/// A guest that has been taken over says what it likes on every port: it can at worst end its own VM. The supervisor stays
/// small, and docker stop works.
/// </summary>
[Trait("Category", "Soak")]
public sealed class HostileGuestTests(Engine engine, BrokenPackage broken) : EngineTest(engine), IClassFixture<BrokenPackage>
{
    private const int Lost = 125;
    private const int Killed = 137;

    /// <summary>How much memory of its own the supervisor may ever have used (VmHWM, proc(5)), with what it maps of its program.</summary>
    private const int MostKiB = 32 * 1024;

    /// <summary>A flood has no event; this is how long it lasts before docker stop.</summary>
    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(2);

    /// <summary>A guest that breaks the protocol would be started again before its workload runs: here once is enough.</summary>
    private const string Settings = """
        dkvm {
          restart { qemu = off, guest = off, virtiofsd = off }
          qemu.boot-timeout.tcg = 20s
          guest.start-timeout = 5s
          stop.timeout = 3s
        }
        """;

    [Theory]
    [InlineData("bad-utf8", "broke the protocol")]
    [InlineData("not-json", "broke the protocol")]
    [InlineData("deep-json", "broke the protocol")]
    [InlineData("null", "broke the protocol")]
    [InlineData("endless-line", "broke the protocol")]
    [InlineData("wrong-type", "broke the protocol")]
    [InlineData("silent", "did not start the entrypoint in time")]
    [InlineData("wrong-id", "the guest did not come up in time")]
    [InlineData("bad-frame", "broke the protocol: stream: no frame has kind 99")]
    [InlineData("long-frame", "broke the protocol: stream: a Data frame of 2147483647 bytes")]
    [InlineData("negative-frame", "broke the protocol: stream: a Data frame of 4294967295 bytes")]
    [InlineData("wrong-channel", "broke the protocol")]
    [InlineData("too-much-credit", "broke the protocol: credit for 4294967295 bytes")]
    [InlineData("ends-twice", "broke the protocol: data after the end of channel 1")]
    [InlineData("unmounts", "broke the protocol: the guest has unmounted without the workload's exit code")]
    public async Task What_makes_no_sense_ends_the_VM_with_the_reason(string mode, string reason)
    {
        var container = await Start(mode);

        Assert.Equal(Lost, await Docker.Wait(container));
        Assert.Contains(reason, (await Docker.Do("logs", container)).Errors);
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("answers-flood")]
    [InlineData("small-frames")]
    [InlineData("other-sessions")]
    [InlineData("dns-flood")]
    [InlineData("exits-often")]
    [InlineData("console-flood")]
    public async Task A_flood_neither_fills_the_supervisor_nor_keeps_docker_stop_from_working(string mode)
    {
        var container = await StartFlood(mode);
        var peak = PeakKiB(await Docker.PidOf(container));

        var stop = (await Docker.Do("stop", "-t", "60", container)).Successful();

        Assert.InRange(peak, 1, MostKiB);
        Assert.InRange(stop.Took.TotalSeconds, 0, 30);
        Assert.Equal(Killed, await Docker.Wait(container));
    }

    /// <summary>Docker may read as fast as it comes; where it does not, what nobody allowed is not kept.</summary>
    [Fact]
    public async Task Output_without_credit_is_passed_on_or_ends_the_VM()
    {
        var container = await Start("no-credit");
        var end = Docker.Wait(container);
        await FloodOrEnd(container, end);
        var peak = TryPeakKiB(await Docker.PidOf(container));

        (await Docker.Do("stop", "-t", "60", container)).Successful();

        Assert.InRange(peak ?? 1, 1, MostKiB);
        var code = await end;
        if (code == Lost)
            Assert.Contains("broke the protocol: channel 1 has more than", (await Docker.Do("logs", "--tail", "5", container)).Errors);
        else
            Assert.Equal(Killed, code);
    }

    /// <summary>An honest guest's short workload looks like this where the supervisor is slow: its ports are read in any order.</summary>
    [Fact]
    public async Task An_end_that_is_read_before_the_start_is_the_workloads_end()
    {
        var container = await Start("ends-early");

        Assert.Equal(7, await Docker.Wait(container));
        Assert.Equal("", (await Docker.Do("logs", container)).Errors);
    }

    private async Task<string> StartFlood(string mode)
    {
        var container = await Start(mode);
        using (var log = new SupervisorLog(container))
            await log.Until(StepWords.Of(Step.Workload), Docker.Patience);
        await Task.Delay(Flood);
        return container;
    }

    /// <summary>The VM may have ended before anybody has read that its workload runs, and its log has gone with it.</summary>
    private static async Task FloodOrEnd(string container, Task end)
    {
        using var log = new SupervisorLog(container);
        try
        {
            await log.Until([StepWords.Of(Step.Workload)], Docker.Patience, () => end.IsCompleted);
            await Task.WhenAny(end, Task.Delay(Flood));
        }
        catch (TooLateException)
        {
        }
    }

    private async Task<string> Start(string mode)
    {
        var settings = $"{Engine.Folder}/hostile.conf";
        await File.WriteAllTextAsync(settings, Settings);
        return await Docker.Start(
            broken.Runtime, "-i", "--log-opt", "max-size=5m", "-v", $"{settings}:/etc/faults.conf:ro", "-e", "DKVM_HOCON=/etc/faults.conf",
            "-e", $"DKVM_KERNEL={BrokenPackage.Hostile}", "-e", $"DKVM_KERNEL_APPEND=hostile={mode}", Image.Busybox, "true");
    }

    private static int PeakKiB(int pid) => TryPeakKiB(pid) ?? throw new Xunit.Sdk.XunitException($"the supervisor, {pid}, has gone");

    private static int? TryPeakKiB(int pid) =>
        EngineState.Read($"/proc/{pid}/status").Split('\n').SingleOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            : null;
}
