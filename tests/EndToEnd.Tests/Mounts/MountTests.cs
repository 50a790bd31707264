using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Mounts;

[Collection(EngineCollection.Name)]
public sealed class MountTests(NestedMounts mounts) : IClassFixture<NestedMounts>
{
    [Theory]
    [BothRuntimes("cat /outer/file /outer/inner/file /outer/inner/made/deep/file /outer/inner/single", "outer inner deep single")]
    [BothRuntimes("ls /outer /outer/inner", "/outer: file inner memory  /outer/inner: file made single")]
    [BothRuntimes("touch /outer/inner/made/deep/new", "touch: /outer/inner/made/deep/new: Read-only file system")]
    [BothRuntimes("touch /fixed/new; rm -f /fixed/file", "touch: /fixed/new: Read-only file system rm: can't remove '/fixed/file': Read-only file system")]
    [BothRuntimes("rm /outer/inner/single", "rm: can't remove '/outer/inner/single': Device or resource busy")]
    [BothRuntimes("stat -f -c %T /outer/memory; df -k /outer/memory | tail -n 1 | awk '{ print $2 }'; echo x > /outer/memory/x && cat /outer/memory/x", "tmpfs 4096 x")]
    [BothRuntimes("mv /outer/file /outer/inner/moved && cat /outer/inner/moved && mv /outer/inner/moved /outer/file && cat /outer/file", "outer outer")]
    [BothRuntimes("cat /from-others/file; touch /from-others/new", "theirs touch: /from-others/new: Read-only file system")]
    public async Task A_mount_in_a_mount_is_what_it_is_with_runc(string runtime, string script, string expected) =>
        Assert.Equal(expected, await mounts.Shell(runtime, script));

    [Theory]
    [BothRuntimes]
    public async Task What_the_host_changes_is_what_the_workload_sees_next(string runtime)
    {
        Assert.Equal("before", await mounts.Shell(runtime, "cat /live/file"));

        mounts.Write(runtime, "live/file", "after, and longer");
        Assert.Equal("after, and longer", await mounts.Shell(runtime, AfterAttributesExpired("[ \"$(cat /live/file)\" = \"after, and longer\" ]") + " && cat /live/file"));

        Assert.Equal("none", await mounts.Shell(runtime, "cat /live/new 2>/dev/null || echo none"));
        mounts.Write(runtime, "live/new", "new");
        Assert.Equal("new file new", await mounts.Shell(runtime, "cat /live/new; ls /live"));

        File.Move($"{mounts.Host}/{runtime}/live/new", $"{mounts.Host}/{runtime}/live/renamed");
        Assert.Equal("new", await mounts.Shell(runtime, "cat /live/renamed"));
        Assert.Equal("gone", await mounts.Shell(runtime, AfterAttributesExpired("[ ! -e /live/new ]") + " && echo gone"));

        File.Delete($"{mounts.Host}/{runtime}/live/renamed");
        Assert.Equal("gone file", await mounts.Shell(runtime, AfterAttributesExpired("[ ! -e /live/renamed ]") + " && echo gone; ls /live"));
    }

    [Theory]
    [BothRuntimes]
    public async Task What_the_workload_changes_is_what_the_host_sees_at_once(string runtime)
    {
        var folder = $"{mounts.Host}/{runtime}/outer/inside";
        await mounts.Shell(runtime, "mkdir /outer/inside; echo one > /outer/inside/a; echo two > /outer/inside/b; mv /outer/inside/b /outer/inside/c; rm /outer/inside/a");
        Assert.Equal(["c"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal("two\n", File.ReadAllText($"{folder}/c"));

        await mounts.Shell(runtime, "echo three >> /outer/inside/c; truncate -s 8 /outer/inside/c");
        Assert.Equal("two\nthre", File.ReadAllText($"{folder}/c"));
        await mounts.Shell(runtime, "rm -r /outer/inside");
        Assert.False(Directory.Exists(folder));
    }

    /// <summary>
    /// mount_namespaces(7): the container's is a slave of the engine's. It is unmounted lazily, as virtiofsd keeps a
    /// descriptor of what the guest knows: without, umount(8) would say that it is busy.
    /// </summary>
    [Theory]
    [BothRuntimes]
    public async Task A_mount_that_the_host_makes_below_a_slave_appears_in_the_container(string runtime)
    {
        var spread = $"{mounts.Host}/{runtime}/spread";
        await mounts.InEngine($"mkdir {spread}/later && mount -t tmpfs later {spread}/later && echo later > {spread}/later/file");
        Assert.Equal("later", await mounts.Shell(runtime, "cat /spread/later/file"));

        await mounts.InEngine($"umount --lazy {spread}/later");
        Assert.Equal("empty", await mounts.Shell(runtime, AfterAttributesExpired("[ -z \"$(ls /spread/later 2>/dev/null)\" ]") + " && echo empty"));
    }

    /// <summary>The guest's kernel believes for a second what virtiofsd told it of a name: virtiofsd, README, "--cache auto".</summary>
    private static string AfterAttributesExpired(string condition) =>
        $"i=0; while ! {condition} && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.1; done; {condition}";
}
