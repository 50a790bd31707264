using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Software;

/// <summary>Servers as Debian packages them, in containers of both runtimes.</summary>
[Trait("Category", "Soak")]
public sealed class SoftwareTests(Engine engine) : EngineTest(engine)
{
    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var service in Services.All)
            foreach (var runtime in (string[])[Runtime.Runc, Runtime.Dkvm])
                rows.Add(runtime, service.Name);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_a_client_leaves_with_a_server_is_there_after_a_restart(string runtime, string name)
    {
        var service = Services.All.Single(s => s.Name == name);
        var run = new ServiceRun(Docker, service, runtime);
        try
        {
            await run.Start(service.PreparedByRunc);
            for (var left = service.Tries; left > 0; left--)
            {
                await run.Expect(service.Write);
                await run.Again("restart");
                if (left == 1)
                    await run.Expect(service.Read);
                else if (await run.Finds(service.Read))
                    break;
            }
            if (service.SurvivesKill)
            {
                await run.Again("kill", "start");
                await run.Expect(service.Read);
            }
            Assert.Equal(service.ExitCode, await run.Stop());
        }
        finally
        {
            await run.Remove();
        }
    }
}
