using Dkvm.Contract;
using Dkvm.HostSide.Disks;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>A disk's file is looked at before anything starts, and never overwritten.</summary>
public sealed class DiskPlannerTests : IDisposable
{
    private readonly TempFolder _image = new();
    private readonly TempFolder _volume = new();
    private readonly ImageTree _tree;

    public DiskPlannerTests()
    {
        _tree = new(_image.Path);
        _tree.Mount("/disks", _volume.Path);
    }

    public void Dispose()
    {
        _image.Dispose();
        _volume.Dispose();
    }

    [Fact]
    public void A_file_that_is_not_there_is_to_be_made_where_its_mount_is()
    {
        var file = Assert.Single(Plan("ext4,1g,/disks/a").Files);
        Assert.False(file.IsThere);
        Assert.Equal(_volume["a"], file.OnHost);
    }

    [Theory]
    [InlineData("ext4", 1024 + 0x68)]
    [InlineData("xfs", 32)]
    [InlineData("btrfs", 65536 + 32)]
    public void A_file_with_its_file_system_is_used_and_known_by_its_UUID(string system, int uuidAt)
    {
        var uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        Superblock("a", system, content => uuid.ToByteArray(bigEndian: true).CopyTo(content, uuidAt));

        var plan = Plan($"{system},1g,/disks/a,/data");

        Assert.True(Assert.Single(plan.Files).IsThere);
        Assert.StartsWith($"UUID=00112233-4455-6677-8899-aabbccddeeff /data {system} ", Assert.Single(plan.AddTo(Empty).Guest.Fstab));
    }

    [Fact]
    public void The_VM_has_it_as_a_disk_and_mounts_it_below_what_the_user_mounts()
    {
        var plan = Plan("ext4,1g,/disks/a,/data").AddTo(Empty);
        var disk = Assert.Single(plan.Machine.Disks);
        Assert.Equal(("/disks/a", true, false), (disk.Device, disk.IsFile, disk.ReadOnly));

        var layout = MountLayout.Make(
            Samples.Docker(s => s.AddMount("/data/sub", "/srv", "bind", "rbind")), "/bundle", new ImageTree(_image.Path), DiskPlanner.Mounts(Choices("ext4,1g,/disks/a,/data"), _tree));
        Assert.Equal(["/dev", "/data", "/data/sub"], layout.Guest.Select(m => m.Destination).Where(d => d is "/dev" || d.StartsWith("/data", StringComparison.Ordinal)));
        Assert.Equal((disk.Serial, "ext4"), layout.Guest.Where(m => m.Destination == "/data").Select(m => (m.Source, m.Type)).Single());
    }

    [Fact]
    public void A_disk_below_another_is_mounted_after_it() => Assert.Equal(
        [("/data", "dkvm-file-1"), ("/data/sub", "dkvm-file-0")],
        DiskPlanner.Mounts(Choices("ext4,1g,/disks/a,/data/sub;ext4,1g,/disks/b,/data"), _tree).Select(m => (m.Destination, m.Source)));

    [Theory]
    [InlineData("ext4,1g,/nowhere/a", "there is no folder /nowhere in the image or a mount")]
    [InlineData("/disks/a,/x,ext4", "there is no such file, and no size to make it of")]
    [InlineData("ext4,1g,/disks/text", "holds no file system that a disk can have; it was left as it is")]
    [InlineData("ext4,1g,/disks/empty", "holds no file system that a disk can have")]
    [InlineData("xfs,1g,/disks/ext4", "holds ext4, not xfs; it was left as it is")]
    [InlineData("ext4,1g,/disks/ext2", "holds ext2, not ext4")]
    [InlineData("ext4,1g,/disks/folder", "it is not a plain file")]
    [InlineData("ext4,1g,/disks/ext4,/x;ext4,1g,/link,/y", "it is the same file as /disks/ext4")]
    [InlineData("ext4,1g,/ro/a", "its mount is read-only")]
    public void A_file_that_cannot_be_a_disk_is_an_error_and_stays_as_it_is(string value, string reason)
    {
        _volume.Folder("folder");
        _volume.File("empty");
        _volume.File("text", "not a disk");
        Superblock("ext4", "ext4", _ => { });
        Superblock("ext2", "ext4", content => content[1024 + 0x60] = 0);
        _image.Link("link", "/disks/ext4");
        _tree.Mount("/ro", _volume.Path, readOnly: true);
        var before = Directory.GetFiles(_volume.Path).Order().Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f)))).ToList();

        var text = Samples.Refused(() => Plan(value)).Render();

        Assert.StartsWith("dkvm: DKVM_DISKS: /", text);
        Assert.Contains(reason, text);
        Assert.Equal(before, Directory.GetFiles(_volume.Path).Order().Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f)))));
    }

    [Fact]
    public void What_a_killed_maker_has_left_goes_and_what_another_is_making_stays()
    {
        var (left, making) = (_volume.File($"a.{Guid.NewGuid():N}"), _volume.File($"a.{Guid.NewGuid():N}"));
        string[] others = [_volume.File("a"), _volume.File("a.old"), _volume.File($"b.{Guid.NewGuid():N}")];
        var fd = Descriptor.Open(making, Descriptor.ReadOnly);
        Assert.True(FileLock.TryTake(fd));

        DiskMaker.RemoveUnfinished(_volume["a"]);

        Descriptor.Close(fd);
        Assert.Equal(new[] { making }.Concat(others).Order(), Directory.GetFiles(_volume.Path).Order());
        Assert.False(File.Exists(left));
    }

    private static LaunchPlan Empty => Samples.Input().Plan;

    private static IReadOnlyList<DiskChoice> Choices(string value) => Samples.Options($"DKVM_DISKS={value}").Of(Options.Disks);

    private DiskPlanner Plan(string value) => DiskPlanner.Make(Choices(value), _tree);

    /// <summary>As much of it as tells what it is.</summary>
    private void Superblock(string name, string system, Action<byte[]> change)
    {
        var content = new byte[70_000];
        switch (system)
        {
            case "ext4":
                (content[1024 + 0x38], content[1024 + 0x39], content[1024 + 0x60]) = (0x53, 0xEF, 0x40);
                break;
            case "xfs":
                "XFSB"u8.CopyTo(content);
                break;
            default:
                "_BHRfS_M"u8.CopyTo(content.AsSpan(65536 + 64));
                break;
        }
        change(content);
        File.WriteAllBytes(_volume[name], content);
    }
}
