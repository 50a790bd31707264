using System.Diagnostics;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>The ordered stop where something is in its way.</summary>
internal static class StopFaults
{
    private const int Killed = 137;
    private const string Ignores = "echo READY; while :; do sleep 1000; done";

    public static IEnumerable<FaultCase> All =>
    [
        new("a workload that ignores TERM ends at the deadline, with what it wrote", async run =>
        {
            await run.Begin(["sh", "-c", $"echo kept > /data/file; {Ignores}"], "-v", "/data", "-e", "DKVM_STOP_TIMEOUT=10");
            await run.Says("READY");
            var stop = (await run.Docker.Do("stop", "-t", "10", run.Id)).Successful();
            Assert.InRange(stop.Took.TotalSeconds, 8, 13);
            var volume = (string)(await run.Docker.Inspect(run.Id))["Mounts"]!.AsArray().Single(m => (string)m!["Destination"]! == "/data")!["Source"]!;
            Assert.Equal("kept\n", await File.ReadAllTextAsync($"{volume}/file"));
            await run.Ends(Killed, "the stop had to be forced: power button was not enough");
        }),
        new("a second TERM goes on to the next step", async run =>
        {
            await run.Begin(["sh", "-c", Ignores], "-e", "DKVM_STOP_TIMEOUT=3600");
            await run.Says("READY");
            (await run.Docker.Do("kill", "-s", "TERM", run.Id)).Successful();
            await run.Until(Step.Stop);
            (await run.Docker.Do("kill", "-s", "TERM", run.Id)).Successful();
            await run.Ends(Killed, "the stop had to be forced: power button was not enough");
        }),
        new("docker stop of a VM that docker pause holds", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Says("READY");
            (await run.Docker.Do("pause", run.Id)).Successful();
            (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            await run.Ends(3);
        }),
        new("docker kill of a VM that docker pause holds", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Says("READY");
            (await run.Docker.Do("pause", run.Id)).Successful();
            (await run.Docker.Do("rm", "-f", run.Id)).Successful();
            await run.IsGone();
        }),
        new("docker stop of a VM that QEMU's monitor holds", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Says("READY");
            var pairs = (await Program.Run("nsenter", ["-t", $"{run.Supervisor}", "-n", "ss", "-xnH"], FaultRun.Patience)).Successful().Output;
            var monitor = Sockets.PeerOf(run.Qemu, QemuSocket.Monitor, run.Supervisor, pairs);
            Sockets.Inject(run.Supervisor, monitor, "{\"execute\":\"stop\",\"id\":99}\n");
            (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            await run.Ends(3);
        }),
        new("docker stop of a VM that stands still", async run =>
        {
            await run.Begin(FaultRun.Handler, "-e", "DKVM_STOP_TIMEOUT=5");
            await run.Says("READY");
            FaultRun.Signal(run.Qemu, "STOP");
            var stop = (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            Assert.InRange(stop.Took.TotalSeconds, 4, 30);
            await run.Ends(Killed, "the stop had to be forced: QMP quit was not enough");
        }),
        new("docker stop where virtiofsd stands still", async run =>
        {
            await run.Begin(FaultRun.Handler, "-e", "DKVM_STOP_TIMEOUT=5");
            await run.Says("READY");
            FaultRun.Signal(run.Virtiofsd, "STOP");
            var watch = Stopwatch.StartNew();
            (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
            // The handler may need a file that is not in the guest's memory.
            await run.Ends([3, Killed], "did not sync and unmount|had to be forced");
        }),
        new("docker stop by four clients at once", async run =>
        {
            await run.Begin(["sh", "-c", "trap 'sleep 1; exit 3' TERM; echo READY; sleep 1000 & wait"], "-e", "DKVM_STOP_TIMEOUT=3600");
            await run.Says("READY");
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => run.Docker.Do("stop", "-t", "60", run.Id)));
            // Each sends a TERM, and each further one is a step of the stop.
            await run.Ends([3, Killed]);
        }),
        new("docker stop of a workload that has just ended", async run =>
        {
            await run.Begin(FaultRun.Short);
            await run.UntilLog("\"From\":\"Running\",\"To\":\"Ending\"");
            await run.Docker.Do("stop", "-t", "60", run.Id);
            await run.Ends(FaultRun.ShortCode);
        }),
    ];
}
