using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>DKVM_HOCON names a file of the image, which may be anybody's.</summary>
public sealed class UserSettingsFileTests : IDisposable
{
    private readonly TempFolder _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void A_file_is_read_by_its_path_in_the_container_through_links_of_the_image()
    {
        _image.Folder("etc");
        _image.Link("config", "/etc");
        File.WriteAllText($"{_image.Path}/etc/my.conf", "dkvm.stop.timeout = 3s");
        var settings = Read("/config/my.conf");
        Assert.Equal(("/config/my.conf", "dkvm.stop.timeout = 3s"), (settings.Path, settings.Text));
    }

    [Fact]
    public void A_link_never_leads_out_of_the_image()
    {
        _image.Link("passwd", "/etc/passwd");
        _image.Link("up", "../../../../../../etc/passwd");
        Assert.Contains("no such file", Samples.Refused(() => Read("/passwd")).Message);
        Assert.Contains("no such file", Samples.Refused(() => Read("/up")).Message);
    }

    [Fact]
    public void A_mount_is_read_where_it_will_be()
    {
        _image.Folder("etc");
        using var mounted = new TempFolder();
        File.WriteAllText($"{mounted.Path}/x.conf", "a");
        var tree = new ImageTree(_image.Path);
        tree.Mount("/etc", mounted.Path);
        Assert.Equal("a", UserSettingsFile.Read("/etc/x.conf", tree).Text);
    }

    [Fact]
    public void What_is_no_settings_file_is_refused_with_the_reason()
    {
        _image.Folder("folder");
        File.WriteAllText($"{_image.Path}/long", new string('#', 70_000));
        File.WriteAllBytes($"{_image.Path}/binary", [0xff, 0xfe, 0x00]);
        Assert.Contains("not a plain file", Samples.Refused(() => Read("/folder")).Message);
        Assert.Contains("longer than 64 KiB", Samples.Refused(() => Read("/long")).Message);
        Assert.Contains("not UTF-8", Samples.Refused(() => Read("/binary")).Message);
        Assert.StartsWith("DKVM_HOCON=/nowhere", Samples.Refused(() => Read("/nowhere")).Message);
    }

    private Dkvm.Contract.UserSettings Read(string path) => UserSettingsFile.Read(path, new ImageTree(_image.Path));
}
