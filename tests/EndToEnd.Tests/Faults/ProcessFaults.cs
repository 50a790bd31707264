namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>Each process is killed, or stands still, in each state.</summary>
internal static class ProcessFaults
{
    private const int Lost = 125;
    private const int Killed = 137;

    private static readonly Step[] WhileQemuBoots = [Step.Qemu, Step.Boot, Step.Hello];

    public static IEnumerable<FaultCase> All =>
    [
        // Before the workload runs nothing is lost by a second start.
        .. WhileQemuBoots.Select(step => StartsAgain($"SIGKILL of QEMU, at {step}", step, run => run.Qemu, "KILL")),
        .. WhileQemuBoots.Select(step => StartsAgain($"SIGSTOP of QEMU, at {step}", step, run => run.Qemu, "STOP")),
        .. WhileQemuBoots.Prepend(Step.Root).Select(step => StartsAgain($"SIGKILL of virtiofsd, at {step}", step, run => run.Virtiofsd, "KILL")),
        StartsAgain("SIGSTOP of virtiofsd, at Boot", Step.Boot, run => run.Virtiofsd, "STOP"),

        Ends("SIGKILL of QEMU, when the workload is ready", run => run.Qemu, "KILL", Lost, "the VM was lost: qemu: QEMU was killed by signal 9"),
        Ends("SIGSEGV of QEMU, when the workload is ready", run => run.Qemu, "SEGV", Lost, "the VM was lost: qemu: .*signal (11|31)"),
        Ends("SIGTERM of QEMU, when the workload is ready", run => run.Qemu, "TERM", Lost, "QEMU was told to end by a signal"),
        Ends("SIGKILL of virtiofsd, when the workload is ready", run => run.Virtiofsd, "KILL", Lost, "the VM was lost: virtiofsd: virtiofsd was killed by signal 9"),
        Ends("SIGTERM of virtiofsd, when the workload is ready", run => run.Virtiofsd, "TERM", Lost, "the VM was lost: virtiofsd"),

        new("SIGKILL of QEMU, while it stops", run => WhileStopping(run, () => run.Qemu, Lost, "the VM was lost: qemu")),
        new("SIGKILL of virtiofsd, while it stops", run => WhileStopping(run, () => run.Virtiofsd, Lost, "the VM was lost: virtiofsd")),
        new("SIGKILL of the supervisor, while it stops", run => WhileStopping(run, () => run.Supervisor, Killed, "")),

        new("SIGSTOP of the supervisor, which then goes on", async run =>
        {
            await run.Begin(FaultRun.Short);
            await run.Hold(Step.Boot);
            FaultRun.Signal(run.Supervisor, "CONT");
            await run.Ends(4);
        }),
        new("SIGSTOP of the supervisor, until Docker's own patience ends", async run =>
        {
            await run.Begin(FaultRun.Handler);
            await run.Says("READY");
            FaultRun.Signal(run.Supervisor, "STOP");
            (await run.Docker.Do("stop", "-t", "2", run.Id)).Successful();
            await run.Ends(Killed);
        }),
        new("SIGKILL of QEMU at each of its starts", async run =>
        {
            await run.Begin(FaultRun.Short);
            foreach (var words in (string[])["\"Actor\":\"qemu\",\"From\":\"Idle\"", "attempt 2", "attempt 3"])
            {
                await run.UntilLog(words);
                await run.UntilQemuIsNew();
                FaultRun.Signal(run.Qemu, "KILL");
            }
            await run.Ends(Lost, "the VM did not start: qemu: QEMU was killed by signal 9");
        }),
    ];

    private static FaultCase StartsAgain(string name, Step step, Func<FaultRun, int> victim, string signal) => new(name, async run =>
    {
        run.Impatient = signal == "STOP";
        await run.Begin(FaultRun.Short);
        await run.Until(step);
        if (signal == "STOP")
            await run.StandsStill(victim(run));
        else
            FaultRun.Signal(victim(run), signal);
        // It is not long to the workload's start: the fault may come after it, and what ran is not run twice.
        await (step == Step.Hello ? run.Ends([4, Lost]) : run.EndsUnlessItRan(4, Lost, "the VM was lost"));
    });

    private static FaultCase Ends(string name, Func<FaultRun, int> victim, string signal, int code, string errors) => new(name, async run =>
    {
        await run.Begin(FaultRun.Handler);
        await run.Says("READY");
        FaultRun.Signal(victim(run), signal);
        await run.Ends(code, errors);
    });

    private static async Task WhileStopping(FaultRun run, Func<int> victim, int code, string errors)
    {
        await run.Begin(["sh", "-c", "trap 'echo stopping; sleep 1000' TERM; echo READY; sleep 1000 & wait"]);
        await run.Says("READY");
        var stopping = run.Docker.Do("stop", "-t", "60", run.Id);
        await run.Says("stopping");
        FaultRun.Signal(victim(), "KILL");
        (await stopping).Successful();
        await run.Ends(code, errors);
    }
}
