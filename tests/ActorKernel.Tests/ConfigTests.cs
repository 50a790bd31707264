using Akka.Configuration;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Configuration": typed getters and fallbacks.</summary>
public sealed class ConfigTests
{
    private readonly Config _config = ConfigurationFactory.ParseString(
        """
        int = 5, negative = -5, long = 5000000000, double = 1.5, exponent = 1e3, on = on, off = off, yes = yes, no = no
        true = true, false = false, text = hello, list = [a, b], numbers = [1.5, 2], null = null, big = 3 GiB
        nested { a = 1, b { c = 2 } }
        """);

    [Fact]
    public void GetInt_reads_whole_numbers() => Assert.Equal((5, -5), (_config.GetInt("int"), _config.GetInt("negative")));

    [Fact]
    public void GetLong_reads_large_numbers() => Assert.Equal(5_000_000_000, _config.GetLong("long"));

    [Fact]
    public void GetDouble_reads_fractions_and_exponents() => Assert.Equal((1.5, 1000.0), (_config.GetDouble("double"), _config.GetDouble("exponent")));

    [Fact]
    public void GetFloat_and_GetDecimal_read_fractions() => Assert.Equal((1.5f, 1.5m), (_config.GetFloat("double"), _config.GetDecimal("double", 0)));

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void GetBoolean_reads(string key, bool expected) => Assert.Equal(expected, _config.GetBoolean(key));

    [Fact]
    public void GetStringList_reads_lists() => Assert.Equal(["a", "b"], _config.GetStringList("list"));

    [Fact]
    public void GetDoubleList_reads_lists() => Assert.Equal([1.5, 2], _config.GetDoubleList("numbers"));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10 ms", 10)]
    [InlineData("10ms", 10)]
    [InlineData("10 milliseconds", 10)]
    [InlineData("1.5 s", 1500)]
    [InlineData("2 seconds", 2000)]
    [InlineData("1 second", 1000)]
    [InlineData("3 m", 180_000)]
    [InlineData("3 minutes", 180_000)]
    [InlineData("1 h", 3_600_000)]
    [InlineData("1 hour", 3_600_000)]
    [InlineData("1 d", 86_400_000)]
    [InlineData("2 days", 172_800_000)]
    [InlineData("1000000 ns", 1)]
    [InlineData("0", 0)]
    public void A_duration_reads_as_milliseconds(string text, double expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), ConfigurationFactory.ParseString($"t = {text}").GetTimeSpan("t"));

    [Fact]
    public void A_duration_may_be_infinite() =>
        Assert.Equal(Timeout.InfiniteTimeSpan, ConfigurationFactory.ParseString("t = infinite").GetTimeSpan("t"));

    [Theory]
    [InlineData("512", 512)]
    [InlineData("1 kB", 1000)]
    [InlineData("1 K", 1024)]
    [InlineData("1k", 1024)]
    [InlineData("1 KiB", 1024)]
    [InlineData("2 MB", 2_000_000)]
    [InlineData("2 MiB", 2_097_152)]
    [InlineData("2m", 2_097_152)]
    [InlineData("3 GiB", 3_221_225_472)]
    [InlineData("1 TB", 1_000_000_000_000)]
    [InlineData("10 bytes", 10)]
    [InlineData("10B", 10)]
    [InlineData("1 kilobyte", 1000)]
    [InlineData("1 mebibyte", 1_048_576)]
    public void A_size_reads_as_bytes(string text, long expected) =>
        Assert.Equal(expected, ConfigurationFactory.ParseString($"s = {text}").GetByteSize("s"));

    [Fact]
    public void A_missing_setting_gives_the_default()
    {
        Assert.Equal(7, _config.GetInt("missing", 7));
        Assert.Equal("x", _config.GetString("missing", "x"));
        Assert.True(_config.GetBoolean("missing", true));
        Assert.Equal(TimeSpan.FromSeconds(1), _config.GetTimeSpan("missing", TimeSpan.FromSeconds(1)));
        Assert.Null(_config.GetByteSize("missing"));
        Assert.Null(_config.GetString("missing"));
        Assert.Empty(_config.GetStringList("missing"));
    }

    [Fact]
    public void HasPath_tells_what_is_there()
    {
        Assert.True(_config.HasPath("nested.b.c"));
        Assert.True(_config.HasPath("nested.b"));
        Assert.False(_config.HasPath("nested.x"));
        Assert.False(_config.HasPath("int.x"));
    }

    [Fact]
    public void GetConfig_gives_the_settings_below() => Assert.Equal(2, _config.GetConfig("nested").GetInt("b.c"));

    [Fact]
    public void GetConfig_of_nothing_is_null() => Assert.Null(_config.GetConfig("missing"));

    [Fact]
    public void WithFallback_prefers_its_own_settings_and_merges_objects()
    {
        var merged = ConfigurationFactory.ParseString("a { x = 1 }").WithFallback(ConfigurationFactory.ParseString("a { x = 2, y = 3 }\nb = 4"));
        Assert.Equal((1, 3, 4), (merged.GetInt("a.x"), merged.GetInt("a.y"), merged.GetInt("b")));
    }

    [Fact]
    public void WithFallback_may_be_chained()
    {
        var merged = ConfigurationFactory.ParseString("a = 1")
            .WithFallback(ConfigurationFactory.ParseString("a = 2, b = 2"))
            .WithFallback(ConfigurationFactory.ParseString("a = 3, b = 3, c = 3"));
        Assert.Equal((1, 2, 3), (merged.GetInt("a"), merged.GetInt("b"), merged.GetInt("c")));
    }

    [Fact]
    public void WithFallback_leaves_the_original_alone()
    {
        var original = ConfigurationFactory.ParseString("a = 1");
        original.WithFallback(ConfigurationFactory.ParseString("b = 2"));
        Assert.False(original.HasPath("b"));
    }

    [Fact]
    public void A_config_cannot_be_its_own_fallback() => Assert.Throws<ArgumentException>(() => _config.WithFallback(_config));

    [Fact]
    public void Text_converts_to_a_config()
    {
        Config config = "a = 1";
        Assert.Equal(1, config.GetInt("a"));
    }

    [Fact]
    public void AsEnumerable_lists_the_top_level()
    {
        Assert.Equal(["a", "b"], ConfigurationFactory.ParseString("a = 1\nb { c = 2 }").AsEnumerable().Select(item => item.Key));
    }

    [Fact]
    public void Empty_is_empty() => Assert.True(ConfigurationFactory.Empty.IsEmpty);
}
