using System.Text.Json.Nodes;
using Dkvm.HostSide;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class BundleTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private Bundle Bundle => new(_temp.Path);

    private void Rewrite(string by)
    {
        var bundle = Bundle;
        bundle.Read();
        bundle.Write(new() { ["by"] = by });
    }

    [Fact]
    public void A_second_create_starts_from_the_original()
    {
        var original = """{ "process": { "args": ["sh"] }, "kept": 1.0 }""";
        _temp.File("config.json", original);
        Rewrite(by: "first");
        Assert.Equal("first", JsonNode.Parse(File.ReadAllText(Bundle.Config)).AsObjectText("by"));

        Assert.Equal(["sh"], Bundle.Read().Object("process").Texts("args"));
        Rewrite(by: "second");
        Assert.Equal(original, File.ReadAllText(Bundle.Original));
        Assert.Equal("second", JsonNode.Parse(File.ReadAllText(Bundle.Config)).AsObjectText("by"));
    }

    [Fact]
    public void A_config_that_the_user_wrote_anew_becomes_the_original()
    {
        _temp.File("config.json", """{ "old": 1 }""");
        Rewrite(by: "first");
        _temp.File("config.json", """{ "new": 1 }""");
        Assert.True(Bundle.Read().ContainsKey("new"));
        Rewrite(by: "second");
        Assert.Equal("""{ "new": 1 }""", File.ReadAllText(Bundle.Original));
    }

    [Fact]
    public void Both_files_keep_the_mode_and_nothing_else_is_left()
    {
        _temp.File("config.json", "{}");
        File.SetUnixFileMode(Bundle.Config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Rewrite(by: "first");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Bundle.Config));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Bundle.Original));
        Assert.Equal(2, Directory.GetFiles(_temp.Path).Length);
    }

    [Fact]
    public void A_rewritten_config_without_its_original_is_an_error()
    {
        _temp.File("config.json", "{}");
        Rewrite(by: "first");
        File.Delete(Bundle.Original);
        Assert.Contains("original", Samples.Refused(() => Bundle.Read()).Message);
    }

    [Fact]
    public void Broken_JSON_is_an_error_with_its_line()
    {
        _temp.File("config.json", "{\n  \"a\": 1,\n  oops\n}");
        Assert.Contains("line 3", Samples.Refused(() => Bundle.Read()).Message);
    }

    [Fact]
    public void A_missing_config_is_an_error_that_says_what_to_do() =>
        Assert.Contains("--bundle", Samples.Refused(() => Bundle.Read()).Render());

    public void Dispose() => _temp.Dispose();
}

file static class JsonText
{
    public static string? AsObjectText(this JsonNode? node, string name) => (node as JsonObject).Text(name);
}
