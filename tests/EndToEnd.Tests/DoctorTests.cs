using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>The published dkvmctl, a static program, on this host.</summary>
public sealed class DoctorTests(Engine engine) : EngineTest(engine)
{
    private static readonly string Control = $"{Repository.Package}/bin/dkvmctl";

    [Fact]
    public async Task A_doctor_finds_the_package_whole_and_the_runtime_registered()
    {
        var run = await Harness.Program.Run(Control, ["doctor", "--socket", Engine.Socket["unix://".Length..]], Harness.Docker.Patience);

        Assert.Matches(@"(?m)^ok +package ", run.Output);
        Assert.Matches(@"(?m)^ok +kernels ", run.Output);
        Assert.Matches(@"(?m)^ok +docker ", run.Output);
    }
}
