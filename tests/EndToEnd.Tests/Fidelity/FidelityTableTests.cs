using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Fidelity;

/// <summary>A user who appends --runtime=dkvm to a command line finds that it still works: each case with both runtimes.</summary>
[Trait("Category", "Soak")]
public sealed class FidelityTableTests(Engine engine) : EngineTest(engine)
{
    private static readonly List<string> All = [.. FidelityCases.All.Select(c => $"{c.Topic}: {c.Feature}")];

    public static TheoryData<string> Names => [.. All];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_line_comes_to_the_same_as_with_runc(string name)
    {
        var number = All.IndexOf(name);
        var row = FidelityCases.All[number];

        var (runc, dkvm) = (Observe(row, Runtime.Runc, number), Observe(row, Runtime.Dkvm, number));
        await Task.WhenAll(runc, dkvm);

        if (row.Differs is null)
            Assert.Equal(await runc, await dkvm);
        else
            Assert.NotEqual(await runc, await dkvm); // or the row says something that is not so any more
    }

    /// <returns>Exit code, stdout, stderr; what names the run itself stands for itself.</returns>
    private async Task<string> Observe(FidelityCase row, string runtime, int number)
    {
        var container = $"fidelity-{runtime}-{number}";
        var subnet = ((number % 100) + (runtime == Runtime.Dkvm ? 100 : 0)).ToString(CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("dkvm-fidelity-").FullName;
        try
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            var environment = new Dictionary<string, string>(Docker.Environment) { ["RUNTIME"] = runtime, ["C"] = container, ["T"] = folder, ["S"] = subnet, ["ADDRESS"] = Engine.Address };
            var end = await Program.Run("bash", ["-c", FidelityCases.Prelude + row.Script], Docker.Patience, environment: environment);
            return $"exit code {end.ExitCode}\n{end.Output}\nstderr:\n{end.Errors}"
                .Replace(container, "$C").Replace(folder, "$T").Replace($"10.{subnet}.", "10.$S.").Replace($"fd00:{subnet}:", "fd00:$S:");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
