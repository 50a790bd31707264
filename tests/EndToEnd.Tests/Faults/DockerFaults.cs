namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>Docker's own commands, and the loss of the supervisor, at each step of the start.</summary>
internal static class DockerFaults
{
    private const int Killed = 137;
    private const int Stopped = 143;

    private static readonly Step[] Steps = [Step.Network, Step.Root, Step.Qemu, Step.Boot, Step.Hello, Step.Workload];

    public static IEnumerable<FaultCase> All => Steps.SelectMany(At).Concat(
    [
        new("docker stop, when the workload is ready", Stop),
        new("docker kill, when the workload is ready", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Says("READY");
            (await run.Docker.Do("kill", run.Id)).Successful();
            await run.Ends(Killed);
        }),
    ]);

    private static IEnumerable<FaultCase> At(Step step)
    {
        yield return new($"docker stop, at {step}", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Hold(step);
            await run.StopHeld();
            // The entrypoint, where it runs, may not have its handler yet: then TERM does nothing to a first process. And from
            // QEMU's start to the entrypoint's it is not long; the last of it goes on while the supervisor stands still.
            await (step switch
            {
                Step.Workload => run.Ends([3, Killed]),
                Step.Qemu or Step.Boot or Step.Hello => run.Ends([3, Killed, Stopped]),
                _ => run.Ends(Stopped, "stopped before the workload ran"),
            });
        });
        yield return new($"docker kill, at {step}", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Hold(step);
            (await run.Docker.Do("kill", run.Id)).Successful();
            await run.Ends(Killed);
        });
        yield return new($"docker rm -f, at {step}", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Hold(step);
            await run.IsGone();
        });
        yield return new($"SIGKILL of the supervisor, at {step}", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Until(step);
            FaultRun.Signal(run.Supervisor, "KILL");
            await run.Ends(Killed);
        });
    }

    private static async Task Stop(FaultRun run)
    {
        await run.Begin(FaultRun.Handler);
        await run.Says("READY");
        (await run.Docker.Do("stop", run.Id)).Successful();
        await run.Ends(3);
    }
}
