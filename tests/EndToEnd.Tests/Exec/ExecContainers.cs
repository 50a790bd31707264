using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

/// <summary>
/// One container of each runtime that all sentences about exec share: a VM takes seconds to boot. It only waits; what a
/// test leaves in it is in a folder of its own.
/// </summary>
public sealed class ExecContainers(Engine engine) : IAsyncLifetime
{
    private const string Wait = "trap 'exit 0' TERM; echo ready; while :; do sleep 1000 & wait; done";

    /// <summary>Programs that cannot be executed, each in another way.</summary>
    private const string Prepare = """
        printf '\001\002 no program' > /tmp/odd
        printf '#!/no/such/interpreter\n' > /tmp/orphan
        echo 'echo never' > /tmp/unmarked
        mkdir /tmp/folder /tmp/closed
        chmod 755 /tmp/odd /tmp/orphan
        chmod 700 /tmp/closed
        """;

    private readonly Dictionary<string, string> _ids = [];

    internal Engine Engine => engine;

    internal Docker Docker => engine.Docker;

    public async Task InitializeAsync()
    {
        foreach (var runtime in (string[])[Runtime.Runc, Runtime.Dkvm])
            _ids[runtime] = await Docker.Start(
                runtime, "--hostname", "exec", "--workdir", "/srv", "-e", "FROM=container", "-e", "BOTH=container", "--ulimit", "nofile=600:600",
                "--cap-drop", "NET_RAW", "--group-add", "100", Image.Busybox, "sh", "-c", Wait);
        foreach (var id in _ids.Values)
        {
            await Docker.Says(id, "ready");
            (await Docker.Do("exec", id, "sh", "-c", Prepare)).Successful();
        }
    }

    public async Task DisposeAsync()
    {
        await Docker.RemoveAll();
        await LeftOvers.AssertNone(engine);
    }

    internal string Of(string runtime) => _ids[runtime];

    /// <summary><c>docker exec FLAGS CONTAINER COMMAND</c>.</summary>
    internal Task<Finished> Do(string runtime, IReadOnlyList<string> flags, IReadOnlyList<string> command, byte[]? input = null, TimeSpan? within = null) =>
        Docker.Do(["exec", .. flags, Of(runtime), .. command], input, within);

    /// <summary>A shell's lines in the container.</summary>
    internal Task<Finished> Shell(string runtime, string script, params string[] flags) => Do(runtime, flags, ["sh", "-c", script]);
}

/// <summary>A test in the shared containers, which leaves no process of its own behind.</summary>
[Collection(EngineCollection.Name)]
public abstract class ExecTest(ExecContainers containers) : IClassFixture<ExecContainers>
{
    private protected ExecContainers Containers => containers;

    private protected Docker Docker => containers.Docker;
}
