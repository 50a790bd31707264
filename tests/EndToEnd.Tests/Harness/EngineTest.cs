namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A test with containers, which removes them and then checks that nothing is left of them.</summary>
[Collection(EngineCollection.Name)]
public abstract class EngineTest(Engine engine) : IAsyncLifetime
{
    private protected Engine Engine => engine;

    private protected Docker Docker => engine.Docker;

    private protected static string CtlProgram => $"{Repository.Package}/bin/dkvmctl";

    /// <summary><c>dkvmctl</c> with the tests' engine, nothing on stdin.</summary>
    private protected Task<Finished> Ctl(string command, params string[] arguments) => Program.Run(CtlProgram, CtlArguments(command, arguments), Docker.Patience);

    private protected string[] CtlArguments(string command, params string[] arguments) => [command, "--socket", engine.Socket["unix://".Length..], .. arguments];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Docker.RemoveAll();
        await LeftOvers.AssertNone(engine);
    }
}
