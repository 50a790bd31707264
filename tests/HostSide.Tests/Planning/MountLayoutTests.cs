using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public sealed class MountLayoutTests : IDisposable
{
    private readonly TempFolder _image = new();
    private readonly TempFolder _host = new();

    private MountLayout Layout(Action<JsonObject> change) =>
        MountLayout.Make(Samples.Docker(change), "/bundle", new ImageTree(_image.Path));

    private static string? Destination(JsonObject mount) => (string?)mount["destination"];

    [Fact]
    public void The_guest_makes_kernel_file_systems_and_tmpfs_itself()
    {
        var layout = Layout(s => s.AddMount("/scratch", "tmpfs", "tmpfs", "size=1m", "mode=700"));
        Assert.Equal(
            ["/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/dev/mqueue", "/dev/shm", "/scratch"],
            layout.Guest.Select(m => m.Destination));
        Assert.Equal(["size=1m", "mode=700"], layout.Guest[^1].Options);
        Assert.Equal("tmpfs", layout.Guest[^1].Type);
    }

    [Fact]
    public void Bind_mounts_move_below_vm_in_their_order_and_keep_their_options()
    {
        var layout = Layout(s => s.AddMount("/data", "/srv/data", "bind", "rbind", "ro", "rslave"));
        Assert.Equal(["/vm/etc/resolv.conf", "/vm/etc/hostname", "/vm/etc/hosts", "/vm/data"], layout.BelowVm.Select(Destination));
        Assert.Equal(["rbind", "ro", "rslave"], layout.BelowVm[^1].Texts("options"));
        Assert.Empty(layout.Warnings);
    }

    [Fact]
    public void A_mount_is_a_bind_mount_by_its_options_too() =>
        Assert.Equal("/vm/x", Destination(Layout(s => s.AddMount("/x", "/srv", "none", "rbind")).BelowVm[^1]));

    [Fact]
    public void A_relative_source_is_relative_to_the_bundle() =>
        Assert.Equal("/bundle/files", Layout(s => s.AddMount("/x", "files", "bind", "bind")).BelowVm[^1].Text("source"));

    [Fact]
    public void A_link_of_the_image_does_not_lead_out_of_vm()
    {
        _image.Link("var/run", "/run");
        Assert.Equal("/vm/run/app", Destination(Layout(s => s.AddMount("/var/run/app", "/srv", "bind", "rbind")).BelowVm[^1]));
    }

    [Fact]
    public void A_bind_mount_below_a_tmpfs_is_bound_again_in_the_guest_on_top_of_it()
    {
        var layout = Layout(s =>
        {
            s.AddMount("/run", "tmpfs", "tmpfs");
            s.AddMount("/run/secrets", "/srv/secrets", "bind", "rbind", "ro");
        });
        Assert.Equal("/vm/run/secrets", Destination(layout.BelowVm[^1]));
        Assert.Equal(("bind", "/run/secrets", "/run/secrets"), (layout.Guest[^1].Type, layout.Guest[^1].Destination, layout.Guest[^1].Source));
    }

    [Fact]
    public void A_bind_mount_beside_a_tmpfs_is_not_bound_again() => Assert.DoesNotContain(
        Layout(s =>
        {
            s.AddMount("/run", "tmpfs", "tmpfs");
            s.AddMount("/runtime", "/srv", "bind", "rbind");
        }).Guest, m => m.Type == "bind");

    [Fact]
    public void Dockers_own_shm_folder_becomes_a_tmpfs_of_the_guest_with_its_size()
    {
        var size = FileSystemSize.Of("/dev/shm")!.Value;
        Assert.True(size.IsTmpfs, "this test needs a tmpfs at /dev/shm");
        var layout = Layout(s =>
        {
            s["mounts"]!.AsArray().RemoveAt(6);
            s.AddMount("/dev/shm", "/dev/shm", "bind", "rbind", "rprivate");
        });
        Assert.DoesNotContain(layout.BelowVm, m => Destination(m) == "/vm/dev/shm");
        var shm = Assert.Single(layout.Guest, m => m.Destination == "/dev/shm");
        Assert.Equal("tmpfs", shm.Type);
        Assert.Contains($"size={size.Bytes}", shm.Options);
    }

    [Fact]
    public void A_folder_on_disk_mounted_at_dev_shm_stays_a_bind_mount()
    {
        var layout = Layout(s => s.AddMount("/dev/shm", Samples.RepositoryRoot, "bind", "rbind"));
        Assert.Equal("/vm/dev/shm", Destination(layout.BelowVm[^1]));
        Assert.Equal("bind", layout.Guest[^1].Type);
    }

    [Fact]
    public void A_socket_of_the_host_is_mounted_with_a_warning_that_names_it()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_host["docker.sock"]));
        var layout = Layout(s => s.AddMount("/var/run/docker.sock", _host["docker.sock"], "bind", "rbind"));
        Assert.Contains(_host["docker.sock"], Assert.Single(layout.Warnings));
        Assert.Equal("/vm/var/run/docker.sock", Destination(layout.BelowVm[^1]));
    }

    [Fact]
    public void A_device_node_is_mounted_with_a_warning_but_dev_null_is_the_same_everywhere()
    {
        Assert.Contains("character device", Assert.Single(Layout(s => s.AddMount("/x", "/dev/tty", "bind", "rbind")).Warnings));
        Assert.Empty(Layout(s => s.AddMount("/etc/masked", "/dev/null", "bind", "rbind")).Warnings);
    }

    [Fact]
    public void The_hosts_cgroup_tree_is_left_out_with_a_warning()
    {
        var layout = Layout(s => s.AddMount("/sys/fs/cgroup", "/sys/fs/cgroup", "bind", "rbind", "ro"));
        Assert.Contains("/sys/fs/cgroup", Assert.Single(layout.Warnings));
        Assert.DoesNotContain(layout.BelowVm, m => Destination(m)!.StartsWith("/vm/sys", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_that_nobody_knows_survive_the_move()
    {
        var layout = Layout(s => s["mounts"]!.AsArray().Add((JsonNode)Samples.Json(
            """{ "destination": "/x", "source": "/srv", "type": "bind", "uidMappings": [{ "containerID": 0 }], "new": 1 }""")));
        Assert.Equal(1, layout.BelowVm[^1].Number("new"));
        Assert.NotNull(layout.BelowVm[^1]["uidMappings"]);
    }

    [Fact]
    public void A_mount_without_a_destination_is_an_error() =>
        Samples.Refused(() => Layout(s => s["mounts"]!.AsArray().Add((JsonNode)Samples.Json("""{ "type": "bind", "source": "/srv" }"""))));

    public void Dispose()
    {
        _image.Dispose();
        _host.Dispose();
    }
}
