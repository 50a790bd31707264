using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class ExecutorTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string Find(params string[] folders) =>
        Executor.Find(_temp["host.json"], string.Join(':', folders.Select(f => _temp[f])), _temp["self/dkvm"]);

    [Fact]
    public void Runc_comes_before_crun_wherever_it_is()
    {
        _temp.Program("a/crun", "");
        var runc = _temp.Program("b/runc", "");
        Assert.Equal(runc, Find("a", "b"));
    }

    [Fact]
    public void Crun_serves_where_there_is_no_runc() => Assert.Equal(_temp.Program("a/crun", ""), Find("a"));

    [Fact]
    public void A_link_to_ourselves_named_runc_is_passed_over()
    {
        _temp.Program("self/dkvm", "");
        _temp.Link("a/runc", _temp["self/dkvm"]);
        var runc = _temp.Program("b/runc", "");
        Assert.Equal(runc, Find("a", "b"));
    }

    [Fact]
    public void What_cannot_be_executed_is_passed_over()
    {
        _temp.File("a/runc");
        _temp.Folder("b/runc");
        var runc = _temp.Program("c/runc", "");
        Assert.Equal(runc, Find("a", "b", "c"));
    }

    [Fact]
    public void The_settings_come_first()
    {
        _temp.Program("a/runc", "");
        _temp.File("host.json", $$"""{ "executor": "{{_temp.Program("x/youki", "")}}" }""");
        Assert.Equal(_temp["x/youki"], Find("a"));
    }

    [Theory]
    [InlineData("""{ "executor": "/nowhere" }""", "/nowhere")]
    [InlineData("""{ "executor": 5 }""", "host.json")]
    [InlineData("oops", "host.json")]
    public void Bad_settings_are_an_error(string settings, string named)
    {
        _temp.Program("a/runc", "");
        _temp.File("host.json", settings);
        Assert.Contains(named, Samples.Refused(() => Find("a")).Render());
    }

    [Fact]
    public void Finding_none_is_an_error_that_says_where_it_looked() =>
        Assert.Contains(_temp["a"], Samples.Refused(() => Find("a")).Render());

    public void Dispose() => _temp.Dispose();
}
