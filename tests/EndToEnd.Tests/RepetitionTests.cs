using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

public sealed class RepetitionTests(Engine engine) : EngineTest(engine)
{
    private const int Runs = 50;

    /// <summary>Two at a time, so that start and end of different VMs meet in every order.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task After_fifty_runs_nothing_is_left()
    {
        await Parallel.ForAsync(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (n, _) =>
        {
            var run = await Docker.Run(Runtime.Dkvm, Image.Busybox, "sh", "-c", $"echo {n}; echo {n} >&2; exit {n}");
            Assert.Equal((n, $"{n}\n", $"{n}\n"), (run.ExitCode, run.Output, run.Errors));
        });

        await LeftOvers.AssertNone(Engine);
    }
}
