using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Docker;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Control;

public sealed class ContainerFinderTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeEngine _docker;
    private readonly Engine _engine;
    private readonly ContainerFinder _finder;

    public ContainerFinderTests()
    {
        foreach (var id in (string[])["abc1", "abc2", "def3"])
            Directory.CreateDirectory(_temp[$"run/{id}"]);
        _docker = new FakeEngine(_temp["sock"]) { Containers = { ["web"] = Container("abc2", true), ["old"] = Container("gone", false), ["plain"] = Container("other", true) } };
        _engine = new Engine(_temp["sock"]);
        _finder = new ContainerFinder(_engine, _temp["run"]);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _docker.Dispose();
        _temp.Dispose();
    }

    [Theory]
    [InlineData("abc1", "abc1")]
    [InlineData("d", "def3")]
    [InlineData("web", "abc2")]
    public async Task A_container_is_found_by_id_by_enough_of_it_and_by_name(string text, string id) =>
        Assert.Equal(id, await _finder.Find(text));

    [Theory]
    [InlineData("nope", "there is no container nope")]
    [InlineData("abc", "2 containers' ids begin with abc")]
    [InlineData("old", "container old is not running")]
    [InlineData("plain", "container plain is no VM: its runtime is runc")]
    [InlineData("", "is no container's name or id")]
    [InlineData("..", "is no container's name or id")]
    [InlineData("a/b", "is no container's name or id")]
    public async Task What_cannot_be_found_is_said_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<DkvmException>(() => _finder.Find(text))).Message);

    [Fact]
    public async Task Without_an_engine_ids_are_enough()
    {
        using var nobody = new Engine(_temp["none"]);
        Assert.Equal("def3", await new ContainerFinder(nobody, _temp["run"]).Find("def"));
    }

    [Fact]
    public async Task One_that_failed_is_found_where_those_are_meant_too()
    {
        _temp.File("failed/gone.json", "{}");
        Assert.Equal("gone", await new ContainerFinder(_engine, _temp["run"], _temp["failed"]).Find("old"));
        Assert.Equal("gone", await new ContainerFinder(_engine, _temp["run"], _temp["failed"]).Find("go"));
    }

    private static string Container(string id, bool running) =>
        $$$"""{"Id": "{{{id}}}", "State": {"Running": {{{(running ? "true" : "false")}}}}, "HostConfig": {"Runtime": "runc"}}""";
}
