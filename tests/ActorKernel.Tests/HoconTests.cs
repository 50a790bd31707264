using Akka.Configuration;

namespace Dkvm.Tests.ActorKernel;

/// <summary>HOCON.md: the syntax, each rule by one example.</summary>
public sealed class HoconTests
{
    [Theory]
    [InlineData("a = 1", "1")]
    [InlineData("a : 1", "1")]
    [InlineData("{ a = 1 }", "1")]
    [InlineData("{\"a\":1}", "1")]
    [InlineData("a=1 # comment", "1")]
    [InlineData("a=1 // comment", "1")]
    [InlineData("# comment\na=1", "1")]
    [InlineData("a = \"in quotes\"", "in quotes")]
    [InlineData("a = several words here", "several words here")]
    [InlineData("a =   blanks around   ", "blanks around")]
    [InlineData("a = one \"two  three\" four", "one two  three four")]
    [InlineData("a = \"\"", "")]
    [InlineData("a = \"# no comment\"", "# no comment")]
    [InlineData("a = \"tab\\tnew\\nquote\\\"uni\\u0041\"", "tab\tnew\nquote\"uniA")]
    [InlineData("a = \"\"\"multi\nline \"quoted\" \\n\"\"\"", "multi\nline \"quoted\" \\n")]
    [InlineData("a = 1, b = 2", "1")]
    [InlineData("a = 1\na = 2", "2")]
    [InlineData("a = 10.5 s", "10.5 s")]
    [InlineData("a =\n  1", "1")]
    [InlineData("\"a\" = 1", "1")]
    public void A_value_reads_as(string hocon, string expected) => Assert.Equal(expected, Parse(hocon).GetString("a"));

    [Theory]
    [InlineData("a = http://host/path")]
    [InlineData("a = [akka.tcp://sys@host:1]")]
    public void Text_with_an_assignment_in_it_needs_quotes(string hocon) => Assert.Throws<ConfigurationException>(() => Parse(hocon));

    [Fact]
    public void The_end_of_the_text_closes_its_objects() => Assert.Equal(1, Parse("a { b { c = 1 }").GetInt("a.b.c"));

    [Theory]
    [InlineData("a.b.c = 1")]
    [InlineData("a { b { c = 1 } }")]
    [InlineData("a { b.c = 1 }")]
    [InlineData("a.b { c : 1 }")]
    [InlineData("a = { b = { c = 1 } }")]
    [InlineData("a.b.x = 2\na.b.c = 1")]
    [InlineData("a { b { c = 2 } }\na { b { c = 1 } }")]
    [InlineData("a { b = 5 }\na { b { c = 1 } }")]
    [InlineData("a . b . c = 1")]
    public void Paths_and_braces_are_the_same(string hocon) => Assert.Equal(1, Parse(hocon).GetInt("a.b.c"));

    [Fact]
    public void Objects_of_one_key_are_merged()
    {
        var config = Parse("a { x = 1, y = 1 }\na { y = 2, z = 3 }");
        Assert.Equal([1, 2, 3], new[] { "x", "y", "z" }.Select(k => config.GetInt($"a.{k}")));
    }

    [Fact]
    public void A_value_between_two_objects_separates_them()
    {
        var config = Parse("a { x = 1 }\na = 5\na { y = 2 }");
        Assert.False(config.HasPath("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
    }

    [Fact]
    public void Quoted_keys_may_hold_dots_and_blanks()
    {
        var config = Parse("\"a.b c\".d = 1");
        Assert.Equal(1, config.GetInt("\"a.b c\".d"));
    }

    [Theory]
    [InlineData("a = [1, 2, 3]")]
    [InlineData("a = [1\n2\n3]")]
    [InlineData("a = [\n1,\n2,\n3,\n]")]
    [InlineData("a = [1] [2, 3]")]
    [InlineData("b = [1, 2]\na = ${b} [3]")]
    public void An_array_reads_as_1_2_3(string hocon) => Assert.Equal([1, 2, 3], Parse(hocon).GetIntList("a"));

    [Fact]
    public void Arrays_may_hold_objects()
    {
        var items = Parse("a = [{ n = 1 }, { n = 2 }]").GetValue("a").GetArray();
        Assert.Equal([1, 2], items.Select(item => item.GetObject().GetKey("n").GetInt()));
    }

    [Theory]
    [InlineData("b = 1\na = ${b}", "1")]
    [InlineData("a = ${b}\nb = 1", "1")]
    [InlineData("b = x\na = ${b}/y", "x/y")]
    [InlineData("b = x\na = pre ${b} post", "pre x post")]
    [InlineData("c { d = 5 }\na = ${c.d}", "5")]
    [InlineData("b = 1\na = ${b}\nb = 2", "2")]
    [InlineData("b = ${c}\nc = deep\na = ${b}", "deep")]
    [InlineData("c { d = 5, e = ${c.d} }\na = ${c.e}", "5")]
    [InlineData("a = \"${b}\"\nb = 1", "${b}")]
    public void A_reference_reads_as(string hocon, string expected) => Assert.Equal(expected, Parse(hocon).GetString("a"));

    [Fact]
    public void A_reference_may_lead_through_another()
    {
        Assert.Equal(7, Parse("base { x = 7 }\nmid = ${base}\na = ${mid.x}").GetInt("a"));
    }

    [Fact]
    public void The_document_goes_before_the_environment()
    {
        Environment.SetEnvironmentVariable("HOCON_TEST_OTHER", "outside");
        Assert.Equal("inside", Parse("HOCON_TEST_OTHER = inside\na = ${HOCON_TEST_OTHER}").GetString("a"));
    }

    [Fact]
    public void An_include_is_merged_where_it_stands()
    {
        var config = ConfigurationFactory.ParseString("a = 1\ninclude \"other\"\nb = 3", _ => Root("a = 2\nb = 2\nc = 2"));
        Assert.Equal([2, 3, 2], new[] { "a", "b", "c" }.Select(key => config.GetInt(key)));
    }

    [Fact]
    public void An_include_may_be_inside_of_an_object() =>
        Assert.Equal(1, ConfigurationFactory.ParseString("a { include \"other\" }", _ => Root("b = 1")).GetInt("a.b"));

    [Fact]
    public void The_callback_gets_the_name()
    {
        string asked = null;
        ConfigurationFactory.ParseString("include \"some/name.conf\"", name =>
        {
            asked = name;
            return Root("");
        });
        Assert.Equal("some/name.conf", asked);
    }

    [Fact]
    public void A_key_may_be_called_include() => Assert.Equal(1, Parse("include = 1").GetInt("include"));

    [Fact]
    public void An_empty_document_is_an_empty_config() => Assert.True(Parse("").IsEmpty);

    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    private static Akka.Configuration.Hocon.HoconRoot Root(string hocon) => new(Parse(hocon).Root);
}
