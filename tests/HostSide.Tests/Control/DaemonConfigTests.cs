using System.Text.Json.Nodes;
using Dkvm.HostSide.Docker;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Control;

public sealed class DaemonConfigTests : IDisposable
{
    private const string Program = "/opt/dkvm/bin/dkvm";

    private readonly TempFolder _temp = new();

    private DaemonConfig Config => new(_temp["etc/daemon.json"]);

    private string Text => File.ReadAllText(Config.File);

    [Fact]
    public void A_missing_file_is_made_with_its_folder()
    {
        Assert.True(Config.Register(Program));
        Assert.Equal(Program, (string?)JsonNode.Parse(Text)!["runtimes"]!["dkvm"]!["path"]);
        Assert.False(File.Exists(Config.Backup));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("{}")]
    public void An_empty_file_is_filled(string text)
    {
        _temp.File("etc/daemon.json", text);
        Assert.True(Config.Register(Program));
        Assert.NotNull(JsonNode.Parse(Text)!["runtimes"]!["dkvm"]);
    }

    [Fact]
    public void What_is_there_stays_and_is_backed_up()
    {
        var before = """
            {
                "log-opts": { "max-size": "10m" },
                "runtimes": { "other": { "path": "/bin/other", "runtimeArgs": ["--a+b"] } },
                "future-key": [1.50, null]
            }
            """;
        _temp.File("etc/daemon.json", before);
        Assert.True(Config.Register(Program));

        var config = JsonNode.Parse(Text)!;
        Assert.Equal("10m", (string?)config["log-opts"]!["max-size"]);
        Assert.Equal("""["--a+b"]""", config["runtimes"]!["other"]!["runtimeArgs"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Contains("--a+b", Text);
        Assert.Equal("[1.50,null]", config["future-key"]!.ToJsonString());
        Assert.Contains("\n    \"log-opts\"", Text);
        Assert.Equal(before, File.ReadAllText(Config.Backup));
    }

    [Theory]
    [InlineData("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n")]
    [InlineData("{\n    \"a\": {\n        \"b\": 1\n    }\n}\n")]
    public void The_files_indentation_stays(string before)
    {
        _temp.File("etc/daemon.json", before);
        Config.Register(Program);
        Assert.StartsWith(before[..^3], Text);
    }

    [Fact]
    public void Doing_it_twice_writes_once()
    {
        Config.Register(Program);
        var written = File.GetLastWriteTimeUtc(Config.File);
        Assert.False(Config.Register(Program));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Config.File));
        Assert.False(File.Exists(Config.Backup));
    }

    [Fact]
    public void An_older_path_is_replaced()
    {
        Config.Register("/old/dkvm");
        Assert.True(Config.Register(Program));
        Assert.Equal(Program, (string?)JsonNode.Parse(Text)!["runtimes"]!["dkvm"]!["path"]);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n}", "line 3")]
    [InlineData("{\n  // comment\n}", "line 2")]
    [InlineData("[]", "not an object")]
    [InlineData("""{ "runtimes": [] }""", "\"runtimes\" is not an object")]
    [InlineData("""{ "a": 1, "a": 2 }""", "broken")]
    public void A_broken_file_stays_as_it_is_and_the_error_says_where(string text, string where)
    {
        _temp.File("etc/daemon.json", text);
        Assert.Contains(where, Samples.Refused(() => Config.Register(Program)).Message);
        Assert.Equal(text, Text);
        Assert.False(File.Exists(Config.Backup));
    }

    [Fact]
    public void Uninstall_undoes_install()
    {
        var before = """{ "debug": true, "default-runtime": "dkvm" }""";
        _temp.File("etc/daemon.json", before);
        Config.Register(Program);
        Assert.True(Config.Unregister());
        Assert.Equal("""{"debug":true,"runtimes":{}}""", JsonNode.Parse(Text)!.ToJsonString());
        Assert.False(Config.Unregister());
    }

    [Fact]
    public void Uninstall_leaves_other_runtimes_and_a_missing_file_alone()
    {
        Assert.False(Config.Unregister());
        Assert.False(File.Exists(Config.File));
        _temp.File("etc/daemon.json", """{ "runtimes": { "other": {}, "dkvm": {} }, "default-runtime": "other" }""");
        Config.Unregister();
        Assert.Equal("""{"runtimes":{"other":{}},"default-runtime":"other"}""", JsonNode.Parse(Text)!.ToJsonString());
    }

    [Fact]
    public void A_link_to_the_file_stays_a_link_and_the_mode_stays()
    {
        _temp.File("real.json", "{}");
        File.SetUnixFileMode(_temp["real.json"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _temp.Link("etc/daemon.json", _temp["real.json"]);
        Config.Register(Program);
        Assert.NotNull(File.ResolveLinkTarget(Config.File, returnFinalTarget: false));
        Assert.Contains("dkvm", File.ReadAllText(_temp["real.json"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_temp["real.json"]));
    }

    public void Dispose() => _temp.Dispose();
}
