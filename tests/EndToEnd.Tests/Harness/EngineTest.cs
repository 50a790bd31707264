namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A test with containers, which removes them and then checks that nothing is left of them.</summary>
[Collection(EngineCollection.Name)]
public abstract class EngineTest(Engine engine) : IAsyncLifetime
{
    private protected Engine Engine => engine;

    private protected Docker Docker => engine.Docker;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Docker.RemoveAll();
        await LeftOvers.AssertNone(engine);
    }
}
