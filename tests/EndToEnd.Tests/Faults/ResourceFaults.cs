using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>What the host gives is not enough.</summary>
internal static class ResourceFaults
{
    private const int Killed = 137;
    private const int MiB = 1024 * 1024;

    public static IEnumerable<FaultCase> All =>
    [
        new("the disk below a volume is full", async run =>
        {
            await run.Begin(
                ["sh", "-c", "dd if=/dev/zero of=/data/big bs=64k count=100 2>/tmp/e; grep -q 'No space' /tmp/e && echo FULL; rm /data/big; echo again > /data/small && exit 6"],
                "--mount", "type=volume,target=/data,volume-driver=local,volume-opt=type=tmpfs,volume-opt=device=tmpfs,volume-opt=o=size=2m");
            await run.Says("FULL");
            await run.Ends(6);
        }),
        new("the container's memory limit is reached", async run =>
        {
            await run.Begin(
                ["sh", "-c", "mkdir -p /big; mount -t tmpfs -o size=300m tmpfs /big; echo READY; read go; dd if=/dev/zero of=/big/x bs=1M count=250; sleep 1000"],
                "--privileged", "-i", "--memory", "400m");
            await run.Says("READY");
            run.LimitMemory(run.MemoryUsed() + 40L * MiB);
            // Whatever the guest touches from now on is too much.
            (await run.Docker.Do(["attach", "--no-stdin=false", run.Id], "go\n"u8.ToArray(), FaultRun.Patience)).ToString();
            await run.Ends(Killed, "memory limit was reached");
        }),
        new("the settings file has a mistake", async run =>
        {
            await run.Begin(FaultRun.Short, "-e", "DKVM_HOCON=/etc/passwd");
            await run.Ends(125, "DKVM_HOCON: /etc/passwd:1");
        }),
    ];
}
