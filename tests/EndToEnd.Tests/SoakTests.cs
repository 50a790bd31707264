using System.Diagnostics;
using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>
/// VMs that four clients start, stop, kill and remove at random, some thirty in a minute. DKVM_SOAK_MINUTES says for how long
/// (10 is the full measure), DKVM_SOAK_SEED repeats an order.
/// </summary>
public sealed class SoakTests(Engine engine) : EngineTest(engine)
{
    private const int Clients = 4;
    private const double DefaultMinutes = 2;

    /// <summary>How each kind of VM ends, and by what.</summary>
    private static readonly (string Script, string[] Ending, int[] Codes)[] Kinds =
    [
        ("exit 5", ["wait"], [5]),
        ("sleep 0.5; exit 6", ["wait"], [6]),
        ("trap 'exit 3' TERM; echo READY; sleep 1000 & wait", ["stop", "-t", "120"], [3]),
        ("trap 'exit 3' TERM; echo READY; sleep 1000 & wait", ["kill"], [137]),
        ("echo READY; sleep 1000", ["rm", "-f"], []),
    ];

    [Fact]
    [Trait("Category", "Soak")]
    public async Task After_a_random_time_with_many_VMs_nothing_is_left_and_every_exit_code_was_right()
    {
        var minutes = double.Parse(
            Environment.GetEnvironmentVariable("DKVM_SOAK_MINUTES") ?? DefaultMinutes.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("DKVM_SOAK_SEED") ?? $"{Random.Shared.Next()}", CultureInfo.InvariantCulture);
        var until = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(seed + client);
            while (until.Elapsed < TimeSpan.FromMinutes(minutes))
                await One(random, $"seed {seed}, client {client}");
        })));

        await LeftOvers.AssertNone(Engine);
    }

    private async Task One(Random random, string who)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", kind.Script);
        // In the midst of the start, or later.
        if (kind.Ending[0] is "kill" or "rm")
            await Task.Delay(random.Next(4000));
        else if (kind.Ending[0] == "stop")
            await Docker.Says(container, "READY");
        if (kind.Ending[0] != "wait")
            (await Docker.Do([.. kind.Ending, container])).Successful();
        if (kind.Codes.Length == 0)
            return;
        var code = await Docker.Wait(container);
        if (!kind.Codes.Contains(code))
            Assert.Fail($"{who}: exit code {code} instead of {string.Join(" or ", kind.Codes)}: {await Docker.Do("logs", container)}");
        (await Docker.Do("rm", container)).Successful();
    }
}
