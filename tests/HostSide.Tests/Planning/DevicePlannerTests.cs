using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.HostSide.Rewriting;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public class DevicePlannerTests
{
    private const string Denied = """{ "allow": false, "access": "rwm" }""";

    [Fact]
    public void A_block_device_becomes_a_disk_with_a_node_in_the_guest()
    {
        var made = Make("""{ "path": "/dev/xvda", "type": "b", "major": 7, "minor": 3, "fileMode": 25008, "uid": 0, "gid": 6 }""", Rule("rwm"));

        Assert.Empty(made.Warnings);
        Assert.Equal([new DiskPlan("/dev/dkvm-disk-0", "dkvm-disk-0", ReadOnly: false)], made.ForMachine);
        Assert.Equal([new DevicePlan("/dev/xvda", "dkvm-disk-0", 0x1B0, 0, 6)], made.ForGuest);
    }

    [Fact]
    public void A_device_that_may_only_be_read_is_a_disk_that_can_only_be_read() =>
        Assert.True(Assert.Single(Make("""{ "path": "/dev/xvda", "type": "b", "major": 7, "minor": 3 }""", Rule("r")).ForMachine).ReadOnly);

    [Fact]
    public void A_device_that_the_host_can_only_read_is_one_too() =>
        Assert.True(Assert.Single(Make("""{ "path": "/dev/xvda", "type": "b", "major": 7, "minor": 3 }""", Rule("rwm"), (major, minor) => (major, minor) == (7, 3)).ForMachine).ReadOnly);

    [Fact]
    public void A_character_device_is_left_out_and_named() =>
        Assert.Contains("/dev/fuse: a character device", Assert.Single(Make("""{ "path": "/dev/fuse", "type": "c", "major": 10, "minor": 229 }""").Warnings));

    [Fact]
    public void The_hosts_own_disks_are_no_wish_of_a_privileged_container()
    {
        var made = Make("""{ "path": "/dev/sda", "type": "b", "major": 8, "minor": 0 }""", """{ "allow": true, "access": "rwm" }""");

        Assert.Empty(made.Disks);
        Assert.Contains("--privileged", Assert.Single(made.Warnings));
    }

    [Fact]
    public void The_container_has_the_disks_under_names_of_our_own()
    {
        var linux = Samples.Docker(s => s.Linux()["devices"] = Samples.Json("""{ "d": [{ "path": "/dev/xvda", "type": "b", "major": 7, "minor": 3 }] }""")["d"]!.DeepClone())
            .After(DeviceRewrite.OnlyOurs).Linux();
        linux = Samples.Json(linux.ToJsonString());

        Assert.Equal(["/dev/net/tun", "/dev/dkvm-disk-0"], linux.Objects("devices").Select(d => d.Text("path")));
        Assert.Contains(linux.Object("resources").Objects("devices"), r => r.Flag("allow") && r.Text("type") == "b" && r.Number("major") == 7 && r.Number("minor") == 3);
    }

    private static string Rule(string access) => $$"""{ "allow": true, "type": "b", "major": 7, "minor": 3, "access": "{{access}}" }""";

    private static DevicePlanner Make(string device, string? rule = null, Func<int, int, bool>? isReadOnly = null) => DevicePlanner.Make(
        Samples.Json($$"""{ "devices": [{{device}}], "resources": { "devices": [{{Denied}}{{(rule is null ? "" : $", {rule}")}}] } }"""), isReadOnly);
}
