using Dkvm.Contract;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Contract;

public class DiskChoiceTests
{
    [Fact]
    public void A_disk_is_a_file_system_a_size_a_file_and_a_mount_point() =>
        Assert.Equal(new("xfs", 2L << 30, "/disks/a.img", "/data"), Assert.Single(Disks("xfs,2g,/disks/a.img,/data")));

    [Fact]
    public void The_other_order_is_read_as_well_with_a_size_or_without() => Assert.Equal(
        [new("ext4", 1L << 30, "/disks/a", "/home"), new("btrfs", null, "/disks/b", "/opt")], Disks("/disks/a,/home,ext4,1g;/disks/b,/opt,btrfs"));

    [Fact]
    public void The_first_disk_without_a_mount_point_is_Dockers_and_others_are_named_after_their_files() => Assert.Equal(
        ["/srv", "/var/lib/docker", "/mnt/c.img"], Disks("ext4,1g,/d/a.img,/srv;ext4,1g,/d/b.img;ext4,1g,/d/c.img").Select(d => d.MountPoint));

    [Fact]
    public void Spaces_around_parts_and_an_end_without_a_disk_do_no_harm() =>
        Assert.Equal(2, Disks(" ext4 , 1g , /d/a ; xfs,1g,/d/b ; ").Count);

    [Theory]
    [InlineData("", "names no disk")]
    [InlineData(";", "names no disk")]
    [InlineData("ext4", "ext4 has 1 parts")]
    [InlineData("ext4,1g", "ext4,1g has 2 parts")]
    [InlineData("ext4,1g,/d/a,/x,more", "has 5 parts")]
    [InlineData("ext3,1g,/d/a", "ext3 is no file system of a disk; ext4, btrfs, xfs are")]
    [InlineData("/d/a,/x,vfat,1g", "vfat is no file system of a disk")]
    [InlineData("ext4,much,/d/a", "much is not a size")]
    [InlineData("ext4,1m,/d/a", "1m is too small for ext4, which needs 8m")]
    [InlineData("xfs,299m,/d/a", "299m is too small for xfs, which needs 300m")]
    [InlineData("ext4,17t,/d/a", "17t is more than 16t")]
    [InlineData("ext4,1g,a.img", "the file a.img is not an absolute path")]
    [InlineData("ext4,1g,/d/a,data", "the mount point data is not an absolute path")]
    [InlineData("ext4,1g,/d/a b", "without spaces")]
    [InlineData("ext4,1g,/d/a,/", "a mount point cannot be /")]
    [InlineData("ext4,1g,/d/a,/x/../proc/y", "a mount point cannot be /x/../proc/y")]
    [InlineData("ext4,1g,/dev/a", "a file cannot be /dev/a")]
    [InlineData("ext4,1g,/d/a;xfs,1g,/d/../d/a,/x", "/d/a is named twice")]
    [InlineData("ext4,1g,/d/a,/x;ext4,1g,/d/b,/x/", "two disks are to be mounted at /x")]
    public void What_makes_no_disk_is_an_error_that_names_the_part(string value, string reason)
    {
        var text = Samples.Refused(() => Disks(value)).Render();
        Assert.StartsWith("dkvm: DKVM_DISKS", text);
        Assert.Contains(reason, text);
        Assert.Contains("give DKVM_DISKS as <fs>,<size>,<file>[,<mountpoint>]", text);
    }

    private static IReadOnlyList<DiskChoice> Disks(string value) => Samples.Options($"DKVM_DISKS={value}").Of(Options.Disks);
}
