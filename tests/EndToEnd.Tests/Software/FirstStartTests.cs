using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Software;

/// <summary>The first start of what fills its volume by itself, for minutes where the processor is emulated.</summary>
[Trait("Category", "Soak")]
public sealed class FirstStartTests(Engine engine) : EngineTest(engine)
{
    public static TheoryData<string> Names => [.. Services.All.Where(s => s.PreparedByRunc).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_server_fills_an_empty_volume_in_the_VM(string name)
    {
        var service = Services.All.Single(s => s.Name == name);
        var run = new ServiceRun(Docker, service, Runtime.Dkvm);
        try
        {
            await run.Start(preparedByRunc: false);
            await run.Expect(service.Write);
            Assert.Equal(service.ExitCode, await run.Stop());
        }
        finally
        {
            await run.Remove();
        }
    }
}
