using System.Text.Json.Nodes;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>The docker command against the tests' engine. Nothing waits longer than asked: a container that hangs is shown, not waited for.</summary>
internal sealed class Docker(Engine engine)
{
    /// <summary>A VM needs 3 s where nothing else runs; this is for machines with much else to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["DOCKER_HOST"] = engine.Socket };

    /// <summary><c>docker</c> with these arguments, nothing on stdin.</summary>
    public Task<Finished> Do(params string[] arguments) => Do(arguments, input: null, within: null);

    public async Task<Finished> Do(IReadOnlyList<string> arguments, byte[]? input, TimeSpan? within)
    {
        try
        {
            return await Program.Run("docker", arguments, within ?? Patience, input, Environment);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{await Evidence.Collect(engine, Environment)}");
        }
    }

    /// <summary><c>docker run --rm --runtime=…</c> in the foreground.</summary>
    public Task<Finished> Run(string runtime, params string[] arguments) => Do(RunArguments(runtime, arguments));

    /// <summary>The same with bytes on stdin (<c>-i</c>).</summary>
    public Task<Finished> RunWithInput(string runtime, byte[] input, TimeSpan within, params string[] arguments) =>
        Do(RunArguments(runtime, ["-i", .. arguments]), input, within);

    /// <summary><c>docker run -d --runtime=…</c>.</summary>
    /// <returns>The container's id.</returns>
    public async Task<string> Start(string runtime, params string[] arguments) =>
        (await Do(["run", "-d", "--runtime", runtime, .. arguments])).Successful().Text;

    public static string[] RunArguments(string runtime, IReadOnlyList<string> arguments) =>
        ["run", "--rm", "--runtime", runtime, .. arguments];

    /// <summary>What <c>docker inspect</c> says.</summary>
    public async Task<JsonNode> Inspect(string name) =>
        JsonNode.Parse((await Do("inspect", name)).Successful().Output)![0]!;

    /// <summary>The exit code that <c>docker wait</c> prints when the container has ended.</summary>
    public async Task<int> Wait(string container) =>
        int.Parse((await Do("wait", container)).Successful().Text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The container's main process as the host sees it.</summary>
    /// <summary>On the engine's own bridge.</summary>
    public async Task<string> AddressOf(string container) => (string)(await Inspect(container))["NetworkSettings"]!["IPAddress"]!;

    public async Task<int> PidOf(string container) => (int)(await Inspect(container))["State"]!["Pid"]!;

    /// <summary>Follows the container's output until it says something, once per line.</summary>
    public Task<string> Says(string container, string text) => LogFollower.Until(container, text, Patience, Environment);

    public async Task RemoveAll()
    {
        var containers = Lines(await Do("ps", "-aq"));
        if (containers.Length > 0)
            (await Do(["rm", "-f", "-v", .. containers])).Successful();
        var networks = Lines(await Do("network", "ls", "-q", "--filter", "type=custom"));
        if (networks.Length > 0)
            (await Do(["network", "rm", .. networks])).Successful();
    }

    private static string[] Lines(Finished finished) =>
        finished.Successful().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
