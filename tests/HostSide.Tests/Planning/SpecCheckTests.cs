using System.Text.Json.Nodes;
using Dkvm.HostSide.Checks;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>What is refused before anything starts, and what is not.</summary>
public class SpecCheckTests
{
    private static JsonObject Namespaces(string json) => Samples.Docker(s => s.Linux()["namespaces"] = JsonNode.Parse(json));

    [Fact]
    public void What_Docker_writes_passes()
    {
        SpecChecks.Run(Samples.Docker());
        SpecChecks.Run(Samples.Json(File.ReadAllText(Samples.Golden("docker28-terminal.json"))));
    }

    [Theory]
    [InlineData("""[{ "type": "pid" }]""")]
    [InlineData("""[{ "type": "pid" }, { "type": "network", "path": "/proc/self/ns/net" }]""")]
    public void The_hosts_network_is_refused_by_name(string namespaces) =>
        Assert.Contains("--network host", Samples.Refused(() => SpecChecks.Run(Namespaces(namespaces))).Message);

    [Fact]
    public void Another_containers_network_is_refused_by_name()
    {
        var error = Samples.Refused(() => SpecChecks.Run(Namespaces("""[{ "type": "pid" }, { "type": "network", "path": "/proc/4242/ns/net" }]""")));
        Assert.Contains("--network container:", error.Message);
        Assert.Equal("/proc/4242/ns/net", error.Where);
    }

    [Fact]
    public void A_network_namespace_with_a_name_is_a_containers_own() =>
        SpecChecks.Run(Namespaces("""[{ "type": "pid" }, { "type": "network", "path": "/run/netns/cni-1" }]"""));

    [Theory]
    [InlineData("""[{ "type": "network" }]""", "--pid host")]
    [InlineData("""[{ "type": "network" }, { "type": "pid", "path": "/proc/1/ns/pid" }]""", "--pid container:")]
    [InlineData("""[{ "type": "network" }, { "type": "pid" }, { "type": "user" }]""", "user namespaces")]
    public void Other_shared_namespaces_are_refused_by_name(string namespaces, string name) =>
        Assert.Contains(name, Samples.Refused(() => SpecChecks.Run(Namespaces(namespaces))).Message);

    [Fact]
    public void No_command_is_refused()
    {
        Assert.Contains("process.args", Samples.Refused(() => SpecChecks.Run(Samples.Docker(s => s.Process()["args"] = new JsonArray()))).Message);
        Assert.Contains("process.args", Samples.Refused(() => SpecChecks.Run(Samples.Docker(s => s.Remove("process")))).Message);
    }

    [Fact]
    public void No_root_is_refused() =>
        Assert.Contains("root.path", Samples.Refused(() => SpecChecks.Run(Samples.Docker(s => s.Remove("root")))).Message);
}
