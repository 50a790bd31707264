using System.Text.Json.Nodes;
using Dkvm.HostSide.CommandLine;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.CommandLine;

public sealed class RuncLogTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void A_json_log_has_one_object_a_line_with_the_fields_that_containerd_reads()
    {
        var log = new RuncLog(_temp["log.json"], json: true);
        log.Warn("a \"quoted\" word");
        log.Warn("two\nlines");

        var lines = File.ReadAllLines(_temp["log.json"]).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal("a \"quoted\" word", (string?)lines[0]["msg"]);
        Assert.Equal("two\nlines", (string?)lines[1]["msg"]);
        Assert.Equal("warning", (string?)lines[1]["level"]);
        Assert.True(DateTimeOffset.TryParse((string?)lines[1]["time"], out _));
    }

    [Fact]
    public void A_text_log_looks_like_runcs()
    {
        new RuncLog(_temp["log"], json: false).Warn("it's 5 o'clock");
        Assert.Matches("^time=\"[^\"]+Z\" level=warning msg=\"it's 5 o'clock\"\n$", File.ReadAllText(_temp["log"]));
    }

    [Fact]
    public void What_is_in_the_log_already_stays()
    {
        _temp.File("log", "before\n");
        new RuncLog(_temp["log"], json: false).Warn("after");
        Assert.StartsWith("before\n", File.ReadAllText(_temp["log"]));
    }

    public void Dispose() => _temp.Dispose();
}
