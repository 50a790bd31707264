using Akka.Configuration;
using Dkvm.Actors;
using Dkvm.Actors.Lifecycle;

namespace Dkvm.Tests.Actors;

/// <summary>hocon/dkvm.conf, and that the code and it know the same keys.</summary>
public class SettingsTests
{
    private static readonly string[] Lines = File.ReadAllLines(Golden.Root + "hocon/dkvm.conf");
    private static readonly Config Shipped = ConfigurationFactory.ParseString(string.Join('\n', Lines));

    [Fact]
    public void The_shipped_settings_have_every_key_and_no_other()
    {
        var there = Leaves(Shipped.GetConfig(SettingKeys.Section), "").Order();
        Assert.Equal(SettingKeys.All.Select(k => k.Path).Order(), there);
        Assert.All(SettingKeys.All, k => Assert.True(k.Accepts(Shipped, $"{SettingKeys.Section}.{k.Path}"), k.Path));
    }

    /// <summary>A reason: a comment right above, which is more than a restatement.</summary>
    [Fact]
    public void Every_key_has_a_comment()
    {
        var section = Array.FindIndex(Lines, l => l.StartsWith("dkvm {", StringComparison.Ordinal));
        for (var i = section; i < Lines.Length; i++)
            if (Lines[i].Contains(" = "))
                Assert.True(Commented(i), $"hocon/dkvm.conf:{i + 1} has no comment above it");
    }

    [Fact]
    public void The_steps_of_a_stop_leave_time_for_the_kill()
    {
        var settings = Settings.From(Shipped, TimeSpan.FromSeconds(20));
        var steps = settings.Of(Deadline.PowerButton) + settings.Of(Deadline.AgentShutdown) + settings.Of(Deadline.StopQuit);
        Assert.InRange(steps, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(19.7));
        Assert.Equal(TimeSpan.FromSeconds(8.8), Settings.From(Shipped).Of(Deadline.PowerButton));
    }

    [Fact]
    public void Every_deadline_has_a_length()
    {
        var settings = Settings.From(Shipped);
        Assert.All(Enum.GetValues<Deadline>(), d => Assert.True(settings.Of(d) > TimeSpan.Zero, $"{d}"));
    }

    /// <summary>A switch in a series (restart.virtiofsd, .qemu, .guest) may share the comment above the first.</summary>
    private static bool Commented(int line)
    {
        var above = line - 1;
        while (Lines[above].Contains(" = o"))
            above--;
        return Lines[above].TrimStart().StartsWith('#');
    }

    private static IEnumerable<string> Leaves(Config config, string prefix) => config.AsEnumerable().SelectMany(item =>
        item.Value.IsObject() ? Leaves(item.Value.ToConfig(), $"{prefix}{item.Key}.") : [$"{prefix}{item.Key}"]);
}
