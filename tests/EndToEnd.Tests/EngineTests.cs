using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>The tests' own engine, which must not change the machine they run on.</summary>
[Collection(EngineCollection.Name)]
public sealed class EngineTests
{
    [Fact]
    public async Task An_engine_that_is_stopped_with_containers_running_leaves_the_machine_as_it_was()
    {
        var engine = new Engine("engine-2");
        await engine.Stop("--purge");
        var before = await Machine.State();

        await engine.Start(["busybox"]);
        foreach (var runtime in new[] { Runtime.Runc, Runtime.Dkvm })
        {
            var container = await engine.Docker.Start(runtime, "-p", "80", Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
            await engine.Docker.Says(container, "READY");
        }
        Assert.NotEmpty(EngineState.Processes(engine));
        await engine.Stop("--purge");

        LeftOvers.AssertNothingOfEngine(engine);
        Assert.False(Directory.Exists(engine.Folder));
        Assert.Equal(before, await Machine.State());
    }
}
