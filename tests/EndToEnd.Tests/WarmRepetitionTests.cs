using Dkvm.Tests.EndToEnd.Harness;
using Xunit.Abstractions;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What holds for one VM that goes on from a template holds for the five hundredth.</summary>
public sealed class WarmRepetitionTests(Engine engine, ITestOutputHelper output) : EngineTest(engine), IClassFixture<OwnTemplate>
{
    private const int Runs = 500;

    /// <summary>Exit codes are a byte (wait(2)).</summary>
    private const int Codes = 256;

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Five_hundred_warm_starts_end_with_their_own_code_and_none_takes_as_long_as_a_boot()
    {
        var (warm, cold) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var n = 0; n < Runs; n++)
        {
            if (n is 0 or Runs / 2)
                cold.Add(await Run("cold", n));
            warm.Add(await Run("warm", n));
        }
        cold.Add(await Run("cold", Runs));
        await LeftOvers.AssertNone(Engine);

        warm.Sort();
        output.WriteLine($"{Runs} warm starts: median {warm[Runs / 2].TotalSeconds:0.000} s, from {warm[0].TotalSeconds:0.000} to {warm[^1].TotalSeconds:0.000} s; "
            + $"cold ones: {string.Join(", ", cold.Select(c => $"{c.TotalSeconds:0.000} s"))}");
        Assert.True(warm[^1] < cold.Min(), $"the slowest warm start took {warm[^1].TotalSeconds:0.000} s, the fastest cold one {cold.Min().TotalSeconds:0.000} s");
    }

    /// <returns>How long docker run took, whose VM did start so, said what it had to and ended with its code.</returns>
    private async Task<TimeSpan> Run(string start, int n)
    {
        var run = (await Docker.Run(
            Runtime.Dkvm, [.. OwnTemplate.Size, "-e", $"DKVM_START={start}", "-e", "DKVM_TIMELINE=1", Image.Busybox, "sh", "-c", $"echo {n}; exit {n % Codes}"]))
            .WithExitCode(n % Codes);
        Assert.Equal($"{n}\n", run.Output);
        Assert.Equal(start == "cold", run.Errors.Contains(OwnTemplate.Booted));
        return run.Took;
    }
}
