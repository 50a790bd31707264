using Dkvm.Actors;
using Dkvm.ContainerSide;
using Dkvm.Contract;

namespace Dkvm.Tests.Actors;

/// <summary>DKVM_HOCON: a user's own file over the package's.</summary>
public class UserSettingsTests
{
    private static readonly string Shipped = File.ReadAllText(Golden.Root + "hocon/dkvm.conf");

    [Fact]
    public void A_users_key_overrides_the_shipped_one_and_the_rest_stays()
    {
        var settings = Read("dkvm.stop.timeout = 30s\ndkvm { qemu { boot-timeout { kvm = 3s } } }");
        Assert.Equal(TimeSpan.FromSeconds(30), settings.StopTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.BootTimeoutKvm);
        Assert.Equal(TimeSpan.FromSeconds(45), settings.BootTimeout);
    }

    [Fact]
    public void What_docker_was_told_goes_before_the_file() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Settings.From(SettingsFile.Read(Shipped, new("/x", "dkvm.stop.timeout = 30s")), TimeSpan.FromSeconds(7)).StopTimeout);

    [Theory]
    [InlineData("dkvm {\n  stop {\n    time-out = 3s\n  }\n}", "/etc/my.conf:3", "dkvm.stop.time-out")]
    [InlineData("dkvm.stop.timeout = soon", "/etc/my.conf:1", "dkvm.stop.timeout = soon: expected a time")]
    [InlineData("\ndkvm.stop.timeout = 1ms", "/etc/my.conf:2", "from 10ms to 24h")]
    [InlineData("dkvm.restart.most = many", "/etc/my.conf:1", "a whole number from 0 to 10")]
    [InlineData("dkvm.restart.qemu = perhaps", "/etc/my.conf:1", "on or off")]
    [InlineData("dkvm.exit-code.failed = 0", "/etc/my.conf:1", "from 1 to 255")]
    [InlineData("dkvm.stop.share.quit = 1.5", "/etc/my.conf:1", "above 0 and below 1")]
    [InlineData("dkvm.stop.share.quit = 0.5", "/etc/my.conf", "come to 1.44")]
    [InlineData("dkvm.stop = 3s", "/etc/my.conf:1", "there is no key dkvm.stop")]
    [InlineData("dkvm.stop.timeout { x = 3 }", "/etc/my.conf:1", "there is no key dkvm.stop.timeout.x")]
    [InlineData("akka.loglevel = DEBUG", "/etc/my.conf:1", "there is no key akka.loglevel")]
    [InlineData("boot-timeout.kvm = 3s", "/etc/my.conf:1", "is it dkvm.qemu.boot-timeout.kvm?")]
    [InlineData("dkvm {\n  stop.timeout = http://x\n}", "/etc/my.conf:2", "in quotes")]
    [InlineData("dkvm.stop.timeout = ${nowhere}", "/etc/my.conf:1", "nowhere")]
    public void A_mistake_is_told_with_file_line_and_key(string text, string where, string what)
    {
        var e = Assert.Throws<DkvmException>(() => SettingsFile.Read(Shipped, new("/etc/my.conf", text)));
        Assert.Contains(where, e.Message);
        Assert.Contains(what, e.Message);
        Assert.StartsWith("DKVM_HOCON", e.Message);
    }

    [Fact]
    public void A_users_file_includes_nothing() =>
        Assert.Throws<DkvmException>(() => SettingsFile.Read(Shipped, new("/etc/my.conf", "include \"/etc/shadow\"")));

    private static Settings Read(string text) => Settings.From(SettingsFile.Read(Shipped, new("/etc/my.conf", text)));
}
