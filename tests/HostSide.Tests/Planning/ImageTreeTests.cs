using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>A link of the image must never lead a mount out of /vm.</summary>
public sealed class ImageTreeTests : IDisposable
{
    private readonly TempFolder _image = new();
    private readonly ImageTree _tree;

    public ImageTreeTests()
    {
        _tree = new(_image.Path);
        _image.Folder("run");
        _image.Link("var/run", "/run");
        _image.Link("up", "../../../../etc");
        _image.Link("abs", "/var/run/lock");
        _image.Link("dot", "./var/../run");
        _image.Link("dangling", "/nowhere/at/all");
        _image.Link("loop", "loop2");
        _image.Link("loop2", "loop");
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/etc/hosts", "/etc/hosts")]
    [InlineData("relative/path", "/relative/path")]
    [InlineData("/a//b/./c/", "/a/b/c")]
    [InlineData("/a/../../../b", "/b")]
    [InlineData("/var/run/docker.sock", "/run/docker.sock")]
    [InlineData("/var/run", "/run")]
    [InlineData("/up/passwd", "/etc/passwd")]
    [InlineData("/abs/x", "/run/lock/x")]
    [InlineData("/dot/x", "/run/x")]
    [InlineData("/dangling/x", "/nowhere/at/all/x")]
    [InlineData("/var/run/../x", "/x")]
    [InlineData("/missing/../var/run/x", "/run/x")]
    public void Links_are_followed_within_the_image(string destination, string resolved) =>
        Assert.Equal(resolved, _tree.Resolve(destination));

    [Fact]
    public void Links_without_end_are_an_error() =>
        Assert.Contains("ELOOP", Samples.Refused(() => _tree.Resolve("/loop/x")).Message);

    [Fact]
    public void A_link_in_a_volume_counts_where_an_earlier_mount_shows_it()
    {
        using var volume = new TempFolder();
        volume.Link("link", "/etc");
        volume.Link("deep/link", "../link/ssh");

        Assert.Equal("/data/link/x", _tree.Resolve("/data/link/x"));
        _tree.Mount("/data", volume.Path);
        Assert.Equal("/etc/x", _tree.Resolve("/data/link/x"));
        Assert.Equal("/etc/ssh/x", _tree.Resolve("/data/deep/link/x"));
        Assert.Equal(volume["a"], _tree.OnHost("/data/a"));
        Assert.Equal(_image["database"], _tree.OnHost("/database"));
    }

    [Fact]
    public void A_later_mount_hides_an_earlier_one()
    {
        using var volume = new TempFolder();
        volume.Link("link", "/etc");
        using var empty = new TempFolder();
        _tree.Mount("/data", volume.Path);
        _tree.Mount("/data", empty.Path);
        Assert.Equal("/data/link", _tree.Resolve("/data/link"));
    }

    public void Dispose() => _image.Dispose();
}
