using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>DKVM_DISKS: a VM has real file systems, in files that outlive it.</summary>
public sealed class DiskTests(Engine engine) : EngineTest(engine)
{
    private const int RuntimeFailed = 125;
    private const string OneDisk = "DKVM_DISKS=ext4,64m,/disks/a.img,/data";

    private readonly string _volume = $"disks-{Guid.NewGuid():N}";

    private string[] With(string disks) => ["-v", $"{_volume}:/disks", "-e", disks];

    private async Task InVolume(Func<Task> test)
    {
        try
        {
            (await Docker.Do("volume", "create", _volume)).Successful();
            await test();
        }
        finally
        {
            await Docker.RemoveAll();
            (await Docker.Do("volume", "rm", _volume)).Successful();
        }
    }

    private async Task<string> File(string name) => $"{(await Docker.Do("volume", "inspect", "-f", "{{.Mountpoint}}", _volume)).Successful().Text}/{name}";

    [Theory]
    [InlineData("warm")]
    [InlineData("cold")]
    public Task A_VM_has_its_disks_however_it_starts(string start) => InVolume(async () =>
    {
        string[] disks = [.. With("DKVM_DISKS=ext4,64m,/disks/a.img,/data;/disks/b.img,/srv,ext4,64m"), "-e", $"DKVM_START={start}"];
        (await Docker.Run(Runtime.Dkvm, [.. disks, Image.Debian, "sh", "-c", "echo kept >/data/a; echo other >/srv/b"])).Successful();
        var run = (await Docker.Run(Runtime.Dkvm, [
            .. disks, "-e", "DKVM_TIMELINE=1", Image.Debian, "sh", "-c", "cat /data/a /srv/b; findmnt -no SOURCE /data; findmnt -no SOURCE /srv; ls -d /sys/block/vd*",
        ])).Successful();

        Assert.Equal("kept\nother\n/dev/vda\n/dev/vdb\n/sys/block/vda\n/sys/block/vdb\n", run.Output);
        Assert.Equal(start == "cold", run.Errors.Contains(OwnTemplate.Booted));
    });

    [Fact]
    public Task Disks_are_made_and_filled_from_the_image_once_and_keep_what_is_written_also_by_a_VM_that_is_killed() => InVolume(async () =>
    {
        // Of the image: /etc/skel holds files, /etc/apt folders; /srv is empty.
        var disks = With("DKVM_DISKS=ext4,64m,/disks/a.img,/etc/skel;/disks/b.img,/etc/apt,xfs,300m;btrfs,128m,/disks/c.img,/srv");
        const string mounts = "etc/skel etc/apt srv";
        var first = await Docker.Start(
            Runtime.Dkvm, [.. disks, Image.Debian, "sh", "-c", $"for m in {mounts}; do echo /$m >/$m/kept; done; rm /etc/skel/.profile; sync; echo READY; sleep 1000"]);
        await Docker.Says(first, "READY");
        (await Docker.Do("kill", first)).Successful();
        await Docker.Wait(first);

        var second = (await Docker.Run(Runtime.Dkvm, [.. disks, Image.Debian, "sh", "-c", $$"""
            for m in {{mounts}}; do cat /$m/kept; grep " /$m " /proc/mounts | cut -d ' ' -f 1-3; done
            ls -A /etc/skel | grep -v lost+found; ls -d /etc/apt/sources.list.d; stat -c '%U %a' /etc/apt
            for m in {{mounts}}; do [ $(blkid -U $(grep " /$m " /etc/fstab | sed 's/UUID=//; s/ .*//')) = $(findmnt -no SOURCE /$m) ] && echo same; done
            """])).Successful();

        Assert.Equal("""
            /etc/skel
            /dev/vda /etc/skel ext4
            /etc/apt
            /dev/vdb /etc/apt xfs
            /srv
            /dev/vdc /srv btrfs
            .bash_logout
            .bashrc
            kept
            /etc/apt/sources.list.d
            root 755
            same
            same
            same

            """, second.Output);
    });

    [Fact]
    public Task What_the_workload_deletes_is_given_back_to_the_host() => InVolume(async () =>
    {
        var run = (await Docker.Run(
            Runtime.Dkvm, [.. With(OneDisk), Image.Busybox, "sh", "-c",
                "head -c 40m /dev/urandom >/data/x; sync; du -m /disks/a.img | cut -f 1; rm /data/x; sync; fstrim /data 2>/dev/null; true"])).Successful();

        Assert.InRange(int.Parse(run.Text), 40, 64);
        Assert.InRange(int.Parse((await Program.Run("du", ["-m", await File("a.img")], Docker.Patience)).Output.Split('\t')[0]), 0, 20);
    });

    [Fact]
    public Task A_disk_that_another_VM_has_is_an_error_that_says_so() => InVolume(async () =>
    {
        var first = await Docker.Start(Runtime.Dkvm, [.. With(OneDisk), Image.Busybox, "sh", "-c", "echo READY; sleep 1000"]);
        await Docker.Says(first, "READY");

        var second = (await Docker.Run(Runtime.Dkvm, [.. With(OneDisk), Image.Busybox, "true"])).WithExitCode(RuntimeFailed);

        Assert.Contains("DKVM_DISKS: /disks/a.img: another VM is using it", second.Errors);
        (await Docker.Do("exec", first, "touch", "/data/still-there")).Successful();
    });

    [Fact]
    public Task A_damaged_disk_is_an_error_and_is_left_as_it_is() => InVolume(async () =>
    {
        (await Docker.Run(Runtime.Dkvm, [.. With(OneDisk), Image.Busybox, "true"])).Successful();
        var path = await File("a.img");
        using (var file = System.IO.File.OpenWrite(path))
        {
            file.Position = 2048; // the group descriptors, behind the superblock
            file.Write(new byte[2048]);
        }
        var before = System.IO.File.GetLastWriteTimeUtc(path);

        var run = (await Docker.Run(Runtime.Dkvm, [.. With(OneDisk), Image.Busybox, "true"])).WithExitCode(RuntimeFailed);

        Assert.Contains("the disk for /data cannot be mounted as ext4", run.Errors);
        Assert.Equal(before, System.IO.File.GetLastWriteTimeUtc(path));
    });

    [Fact]
    public Task A_disk_that_cannot_be_made_leaves_nothing_behind() => InVolume(async () =>
    {
        var run = (await Docker.Run(Runtime.Dkvm, [.. With("DKVM_DISKS=ext4,64m,/disks/no/a.img"), Image.Busybox, "true"])).WithExitCode(RuntimeFailed);

        Assert.Contains("there is no folder /disks/no in the image or a mount", run.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(await File("a"))!));
    });
}
