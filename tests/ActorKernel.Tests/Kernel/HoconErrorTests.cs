using Akka.Actor;
using Akka.Configuration;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>An error says where, which key, and what is wrong. (HoconException is this runtime's own.)</summary>
public sealed class HoconErrorTests
{
    [Theory]
    [InlineData("a = [1, 2", 1, "a", "closing ']'")]
    [InlineData("a = 1\n\nb = \"open", 3, null, "no end")]
    [InlineData("a = \"\"\"open", 1, null, "no end")]
    [InlineData("a = 1 }", 1, null, "'}'")]
    [InlineData("{ a = 1 } b", 1, null, "after the end")]
    [InlineData("a", 1, "a", "expected '='")]
    [InlineData("a =", 1, "a", "expected a value")]
    [InlineData("= 1", 1, null, "expected a key")]
    [InlineData("a..b = 1", 1, null, "expected a key")]
    [InlineData("a = \"bad \\q\"", 1, null, "escape")]
    [InlineData("x = 1\na = ${nowhere}", 2, "nowhere", "leads nowhere")]
    [InlineData("a = ${b}\nb = ${a}", 1, null, "circle")]
    [InlineData("a = ${open", 1, "a", "closing '}'")]
    [InlineData("a = text { b = 1 }", 1, "a", "side by side")]
    [InlineData("a = [1] { b = 1 }", 1, "a", "side by side")]
    [InlineData("include \"x\"", 1, null, "include")]
    [InlineData("include url(\"http://x\")", 1, null, "include")]
    public void A_malformed_document_is_refused(string hocon, int line, string key, string problem)
    {
        var error = Assert.Throws<HoconException>(() => ConfigurationFactory.ParseString(hocon));
        Assert.Contains(problem, error.Message);
        Assert.InRange(error.Line, line, line + 1);
        if (key is not null) Assert.Equal(key, error.Key);
    }

    [Theory]
    [InlineData("GetInt")]
    [InlineData("GetBoolean")]
    [InlineData("GetTimeSpan")]
    [InlineData("GetByteSize")]
    [InlineData("GetDouble")]
    [InlineData("GetIntList")]
    public void A_value_of_the_wrong_kind_names_its_line_and_key(string getter)
    {
        var config = ConfigurationFactory.ParseString("\n\na.b = not that");
        var error = Assert.Throws<HoconException>(() => _ = getter switch
        {
            "GetInt" => config.GetInt("a.b"),
            "GetBoolean" => config.GetBoolean("a.b"),
            "GetTimeSpan" => config.GetTimeSpan("a.b"),
            "GetByteSize" => config.GetByteSize("a.b"),
            "GetDouble" => config.GetDouble("a.b"),
            _ => (object)config.GetIntList("a.b"),
        });
        Assert.Equal(3, error.Line);
        Assert.Equal("a.b", error.Key);
        Assert.Contains("not that", error.Message);
    }

    [Fact]
    public void An_error_in_a_file_names_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a = 1\nb = [");
            var error = Assert.Throws<HoconException>(() => ConfigurationFactory.FromFile(path));
            Assert.Equal(path, error.Origin);
            Assert.StartsWith($"{path}:2: key \"b\"", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Files_include_others_relative_to_themselves()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "main.conf"), "include \"part.conf\"\nb = ${a}1\ninclude \"absent.conf\"");
            File.WriteAllText(Path.Combine(folder.FullName, "part.conf"), "a = x");
            Assert.Equal("x1", ConfigurationFactory.FromFile(Path.Combine(folder.FullName, "main.conf")).GetString("b"));
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public void A_required_include_must_exist()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "include required(file(\"absent.conf\"))");
            Assert.Contains("absent.conf", Assert.Throws<HoconException>(() => ConfigurationFactory.FromFile(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_includes_itself_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"include \"{Path.GetFileName(path)}\"");
            Assert.Contains("includes itself", Assert.Throws<HoconException>(() => ConfigurationFactory.FromFile(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("akka.loglevl = DEBUG", "akka.loglevl")]
    [InlineData("akka.actor { ask-timeot = 5 s }", "akka.actor.ask-timeot")]
    [InlineData("akka.coordinated-shutdown.terminate = on", "akka.coordinated-shutdown.terminate")]
    public void A_misspelt_setting_of_the_runtimes_own_can_be_refused(string hocon, string key)
    {
        var error = Assert.Throws<HoconException>(() => ActorSystem.Create("test", ConfigurationFactory.ParseString($"akka.refuse-unknown-settings = on\n{hocon}")));
        Assert.Equal(key, error.Key);
        Assert.Contains("unknown setting", error.Message);
    }

    [Fact]
    public void Text_with_a_colon_needs_quotes()
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("\nurl = http://host"));
        Assert.Contains("(text):2: key \"url\"", error.Message);
    }

    [Fact]
    public void Settings_of_the_users_own_are_free() =>
        ActorSystem.Create("test", ConfigurationFactory.ParseString("my.own { setting = 1 }\nakka.loggers = []")).Dispose();

    [Fact]
    public void Deep_nesting_is_refused_before_it_overflows_the_stack() =>
        Assert.Contains("deeper", Assert.Throws<HoconException>(() => ConfigurationFactory.ParseString("a = " + new string('[', 100_000))).Message);
}
