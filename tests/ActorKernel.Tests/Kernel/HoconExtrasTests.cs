using Akka.Configuration;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>HOCON.md as it is written, where Akka.NET reads less.</summary>
public sealed class HoconExtrasTests
{
    [Theory]
    [InlineData("a += 1\na += 2\na += 3")]
    [InlineData("a { 0 = 1, 1 = 2, 2 = 3 }")]
    public void An_array_reads_as_1_2_3(string hocon) => Assert.Equal([1, 2, 3], ConfigurationFactory.ParseString(hocon).GetIntList("a"));

    [Theory]
    [InlineData("a = \"\"\"ends with a quote\"\"\"\"", "ends with a quote\"")]
    [InlineData("\uFEFFa = 1", "1")]
    [InlineData("a = ${?nothing}more", "more")]
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
}
