using Akka.Configuration;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>HOCON.md as it is written, where Akka.NET reads less.</summary>
public sealed class HoconExtrasTests
{
    [Theory]
    [InlineData("a += 1\na += 2\na += 3")]
    [InlineData("a = [1]\na += 2\na += 3")]
    [InlineData("a = [1, 2]\na = ${a} [3]")]
    [InlineData("a { 0 = 1, 1 = 2, 2 = 3 }")]
    public void An_array_reads_as_1_2_3(string hocon) => Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString(hocon).GetIntList("a"));

    [Theory]
    [InlineData("a = \"\"\"ends with a quote\"\"\"\"", "ends with a quote\"")]
    [InlineData("\uFEFFa = 1", "1")]
    [InlineData("a = ${?nothing}more", "more")]
    [InlineData("a = 1\na = ${?nothing}", "1")]
    [InlineData("a = 1\na = ${a}2", "12")] // Akka.NET's own parser overflows the stack
    public void A_value_reads_as(string hocon, string expected) => Assert.Equal(expected, ConfigurationFactory.ParseString(hocon).GetString("a"));

    [Fact]
    public void A_second_assignment_is_refused() => Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("a = b = c"));

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    public void Yes_and_no_are_booleans(string text, bool expected) =>
        Assert.Equal(expected, ConfigurationFactory.ParseString($"a = {text}").GetBoolean("a"));

    [Fact]
    public void Microseconds_are_durations() =>
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), ConfigurationFactory.ParseString("a = 500 us").GetTimeSpan("a"));

    [Theory]
    [InlineData("a = ${?nothing}")]
    [InlineData("a = null")]
    public void What_is_null_is_not_there(string hocon) => Assert.False(ConfigurationFactory.ParseString(hocon).HasPath("a"));

    [Fact]
    public void A_reference_to_an_object_is_merged_with_what_follows()
    {
        var config = ConfigurationFactory.ParseString("base { x = 1, y = 1 }\na = ${base} { y = 2 }");
        Assert.Equal(1, config.GetInt("a.x"));
        Assert.Equal(2, config.GetInt("a.y"));
        Assert.Equal(1, config.GetInt("base.y"));
    }

    [Fact]
    public void A_reference_may_be_to_an_environment_variable()
    {
        Environment.SetEnvironmentVariable("HOCON_TEST_VALUE", "from outside");
        Assert.Equal("from outside", ConfigurationFactory.ParseString("a = ${HOCON_TEST_VALUE}").GetString("a"));
    }

    [Fact]
    public void What_is_printed_reads_as_the_same()
    {
        var config = ConfigurationFactory.ParseString("a { b = \"x y\", c = [1, 2], \"d.e\" = 5 s }\nf = \"line\\nbreak\"");
        var again = ConfigurationFactory.ParseString(config.ToString());
        Assert.Equal(config.ToString(), again.ToString());
        Assert.Equal("line\nbreak", again.GetString("f"));
        Assert.Equal([1, 2], again.GetIntList("a.c"));
    }
}
