using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>A Docker Engine of the tests' own (build/private-dockerd.sh), with the package under test as runtime "dkvm".</summary>
public sealed class Engine : IAsyncLifetime
{
    /// <summary>Unix sockets have paths of at most 107 bytes, the longest of dockerd's is below exec/libnetwork.</summary>
    private const int LongestFolder = 60;

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReloadWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ImagesWithin = TimeSpan.FromMinutes(15);

    private readonly bool _isOurs;

    /// <summary>The engine that test.sh started (DOCKER_HOST), else one for these tests alone.</summary>
    public Engine() => (Folder, _isOurs) = Given() is { } given ? (given, false) : (FolderFor("engine"), true);

    internal Engine(string name) => (Folder, _isOurs) = (FolderFor(name), true);

    public string Folder { get; }

    internal string Socket => $"unix://{Folder}/docker.sock";

    /// <summary>Where published ports are reached.</summary>
    internal string Address { get; private set; } = "";

    /// <summary>Where containers reach the host: the other end of the engine's veth pair.</summary>
    internal IPAddress HostAddress => IPAddress.Parse(Address[..Address.LastIndexOf('.')] + ".1");

    /// <summary>The name of the control group that all its containers are in.</summary>
    internal string ControlGroup { get; private set; } = "";

    internal int DockerdPid { get; private set; }

    internal int ContainerdPid { get; private set; }

    internal Docker Docker => new(this);

    /// <summary>What there is of the engine's own while no container runs.</summary>
    internal EngineState AtRest { get; private set; } = EngineState.Nothing;

    public async Task InitializeAsync()
    {
        if (_isOurs)
            await Stop();
        await Start([]);
        AtRest = EngineState.Of(this);
    }

    public async Task DisposeAsync()
    {
        if (!_isOurs)
            return;
        await Stop();
        LeftOvers.AssertNothingOfEngine(this);
    }

    /// <summary>Only images named, or all.</summary>
    internal async Task Start(IReadOnlyList<string> images)
    {
        await Script("private-dockerd.sh", ["start", Folder, $"{Repository.Package}/bin/dkvm"], StartWithin);
        Address = Read("address");
        ControlGroup = Read("cgroup").TrimStart('/');
        DockerdPid = int.Parse(Read("dockerd.pid"), CultureInfo.InvariantCulture);
        ContainerdPid = int.Parse(Read("containerd.pid"), CultureInfo.InvariantCulture);
        await Script("images.sh", images, ImagesWithin);
    }

    /// <summary>dockerd reads its runtimes anew on SIGHUP (dockerd(8), "Configuration reloading"), and tells in docker info.</summary>
    /// <param name="name">As docker run --runtime has it.</param>
    /// <param name="path">The program; null where it is to be one no more.</param>
    internal async Task SetRuntime(string name, string? path)
    {
        var file = $"{Folder}/daemon.json";
        var configuration = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        var runtimes = configuration["runtimes"]!.AsObject();
        runtimes.Remove(name);
        if (path is not null)
            runtimes[name] = new JsonObject { ["path"] = path };
        await File.WriteAllTextAsync(file, configuration.ToJsonString());
        (await Program.Run("kill", ["-HUP", $"{DockerdPid}"], ReloadWithin)).Successful();
        var deadline = DateTime.UtcNow + ReloadWithin;
        while ((await Docker.Do("info", "-f", "{{ json .Runtimes }}")).Output.Contains($"\"{name}\"") != (path is not null))
            Assert.True(DateTime.UtcNow < deadline, "dockerd did not read its configuration anew");
    }

    internal Task Stop(params string[] options) => Script("private-dockerd.sh", ["stop", Folder, .. options], StartWithin);

    private async Task Script(string name, IReadOnlyList<string> arguments, TimeSpan within) =>
        (await Program.Run(Repository.Script(name), arguments, within, environment: new Dictionary<string, string> { ["DOCKER_HOST"] = Socket }))
        .Successful();

    private string Read(string file) => File.ReadAllText($"{Folder}/{file}").Trim();

    /// <summary>Only one that build/private-dockerd.sh made: no other may be touched.</summary>
    private static string? Given() =>
        Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host
        && host.StartsWith("unix://") && Path.GetDirectoryName(host["unix://".Length..]) is { } folder
        && File.Exists($"{folder}/dockerd.pid") && File.Exists($"{folder}/address")
            ? folder
            : null;

    private static string FolderFor(string name)
    {
        var folder = $"{Repository.Root}/artifacts/{name}";
        return folder.Length <= LongestFolder
            ? folder
            : $"/var/tmp/dkvm-{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Repository.Root)))[..8]}";
    }
}

/// <summary>Tests that use the one engine, one after the other: each checks that nothing is left of its containers.</summary>
[CollectionDefinition(Name)]
public sealed class EngineCollection : ICollectionFixture<Engine>
{
    public const string Name = "engine";
}
