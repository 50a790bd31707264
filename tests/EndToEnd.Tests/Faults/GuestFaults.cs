namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>The guest harms itself: its kernel, and the processes in it. Documentation/admin-guide/sysrq.rst.</summary>
internal static class GuestFaults
{
    private const int Lost = 125;
    private const int Killed = 137;
    private const int Sigint = 2;
    private const int Sighup = 1;

    public static IEnumerable<FaultCase> All =>
    [
        Ends("the guest's kernel panics", "echo c > /proc/sysrq-trigger; sleep 1000", Lost, "the guest's kernel panicked: sysrq triggered crash"),
        Ends("the guest's kernel resets the machine", "echo b > /proc/sysrq-trigger; sleep 1000", Lost, "the guest reset itself"),
        Ends("the guest's kernel powers off", "echo o > /proc/sysrq-trigger; sleep 1000", Lost, "the guest powered itself off"),
        // reboot(2) in a PID namespace is a signal to its first process: pid_namespaces(7). The same with runc.
        Ends("reboot -f in the guest", "reboot -f; sleep 1000", 128 + Sighup, ""),
        Ends("poweroff -f in the guest", "poweroff -f; sleep 1000", 128 + Sigint, ""),
        Ends("every process in the guest gets SIGKILL", "echo i > /proc/sysrq-trigger; sleep 1000", Killed, ""),
        Ends("every process in the guest gets SIGTERM", "trap 'exit 3' TERM; echo e > /proc/sysrq-trigger; sleep 1000 & wait", 3, ""),
        Ends("the workload ends by a signal of its own", "kill -SEGV $$", 139, "", "--init"),
        Ends("the guest runs out of memory", "exec tail /dev/zero", Killed, "the guest ran out of memory: its kernel killed process", "-e", "DKVM_MEMORY=96m"),
        new("the guest's kernel panics while it stops", async run =>
        {
            await run.Begin(["sh", "-c", "trap 'echo c > /proc/sysrq-trigger' TERM; echo READY; sleep 1000 & wait"], "--privileged");
            await run.Says("READY");
            (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            await run.Ends(Lost, "the guest's kernel panicked");
        }),
        new("the guest's file systems become read-only; then docker stop", async run =>
        {
            await run.Begin(["sh", "-c", "trap 'exit 3' TERM; echo u > /proc/sysrq-trigger; echo READY; sleep 1000 & wait"], "--privileged");
            await run.Says("READY");
            (await run.Docker.Do("stop", "-t", "60", run.Id)).Successful();
            await run.Ends(3);
        }),
    ];

    private static FaultCase Ends(string name, string script, int code, string errors, params string[] options) => new(name, async run =>
    {
        await run.Begin(["sh", "-c", $"echo READY; {script}"], ["--privileged", .. options]);
        await run.Ends(code, errors);
    });
}
