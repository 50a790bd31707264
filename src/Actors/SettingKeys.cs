using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;

namespace Dkvm.Actors;

/// <summary>One key below "dkvm": what its value is, and from where to where.</summary>
/// <param name="Path">Dotted, without "dkvm".</param>
/// <param name="Form">For the error: what is expected.</param>
/// <param name="Accepts">Reads the value; throws or returns false where it will not do.</param>
public sealed record SettingKey(string Path, string Form, Func<Config, string, bool> Accepts);

/// <summary>All keys of hocon/dkvm.conf: what a user's own file may say.</summary>
public static class SettingKeys
{
    public const string Section = "dkvm";

    /// <summary>No deadline is shorter than the clock of a busy machine can tell, or longer than anybody waits.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Times = (TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24));

    public static readonly ImmutableArray<SettingKey> All =
    [
        Time("qemu.qmp-timeout"),
        Time("qemu.boot-timeout.kvm"),
        Time("qemu.boot-timeout.tcg"),
        Time("qemu.boot-timeout.warm"),
        Time("qemu.quit-timeout"),
        Time("guest.start-timeout"),
        Time("guest.cut-timeout"),
        Time("guest.hold-timeout"),
        Time("guest.unmount-timeout"),
        Count("network.tries", 1, 10),
        Time("network.retry-after"),
        Time("network.settle-time"),
        Time("network.step-timeout"),
        Count("restart.most", 0, 10),
        Time("restart.within"),
        Switch("restart.virtiofsd"),
        Switch("restart.qemu"),
        Switch("restart.guest"),
        Switch("restart.network"),
        Time("control.patience"),
        Time("exec.wait-for-vm"),
        Time("stop.timeout"),
        Share("stop.share.power-button"),
        Share("stop.share.agent"),
        Share("stop.share.quit"),
        // 0 would call a failure a success.
        Count("exit-code.failed", 1, 255),
        Count("exit-code.killed", 1, 255),
        Count("exit-code.stopped", 1, 255),
    ];

    private static SettingKey Time(string path) => new(
        path, "a time from 10ms to 24h, such as 15s",
        (config, key) => config.GetTimeSpan(key) is var t && t >= Times.Least && t <= Times.Most);

    private static SettingKey Count(string path, int least, int most) => new(
        path, $"a whole number from {least} to {most}", (config, key) => config.GetInt(key) is var n && n >= least && n <= most);

    private static SettingKey Switch(string path) => new(
        path, "on or off", (config, key) => config.GetString(key) is "on" or "off" or "true" or "false" or "yes" or "no");

    private static SettingKey Share(string path) => new(
        path, "a share of the stop's time, above 0 and below 1",
        (config, key) => double.Parse(config.GetString(key), NumberStyles.Float, CultureInfo.InvariantCulture) is > 0 and < 1);
}
