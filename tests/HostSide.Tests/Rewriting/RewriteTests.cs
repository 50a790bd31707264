using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.HostSide.Rewriting;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Rewriting;

/// <summary>Each step on its own.</summary>
public class RewriteTests
{
    [Fact]
    public void The_root_is_the_packages_and_read_only() => Assert.Equal(
        """{"path":"/opt/dkvm/versions/1a2b/rootfs","readonly":true}""",
        Samples.Docker().After(RootRewrite.UsePackage)["root"]!.ToJsonString());

    [Fact]
    public void The_image_is_the_first_mount_after_the_kernel_file_systems_and_the_workloads_follow()
    {
        var mount = Samples.Json("""{ "destination": "/vm/data", "source": "/srv", "type": "bind", "options": ["rbind"] }""");
        var mounts = Samples.Docker().After(MountRewrite.Lay, Samples.Input(belowVm: mount)).Objects("mounts").ToList();
        Assert.Equal(
            ["/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/tmp", "/run", "/vm", "/vm/data", "/run/dkvm", "/etc/dkvm/launch.json"],
            mounts.Select(m => m.Text("destination")));
        Assert.Equal("/images/1/merged", mounts[7].Text("source"));
        Assert.Equal("/run/dkvm/c1/state", mounts[9].Text("source"));
        Assert.Equal("/run/dkvm/c1/launch.json", mounts[10].Text("source"));
        Assert.Contains("ro", mounts[10].Texts("options"));
    }

    [Theory]
    [InlineData(false, "ro")]
    [InlineData(true, "rw")]
    public void Templates_are_read_only_but_where_one_is_made(bool writable, string option)
    {
        var spec = Samples.Docker();
        MountRewrite.Lay(spec, Samples.Input() with { Templates = new("/templates/kind", writable) });
        var mount = spec.Objects("mounts").Single(m => m.Text("destination") == "/run/dkvm-templates");
        Assert.Equal("/templates/kind", mount.Text("source"));
        Assert.Contains(option, mount.Texts("options"));
    }

    [Fact]
    public void The_supervisor_runs_whatever_user_and_limits_the_workload_has()
    {
        var process = Samples.Docker(s =>
        {
            s.Process()["user"] = Samples.Json("""{ "uid": 5, "gid": 5, "additionalGids": [7] }""");
            s.Process()["terminal"] = true;
            s.Process()["consoleSize"] = Samples.Json("""{ "height": 1, "width": 2 }""");
            s.Process()["selinuxLabel"] = "label";
        }).After(ProcessRewrite.RunSupervisor).Process();
        Assert.Equal([Paths.Supervisor], process.Texts("args"));
        Assert.Equal("""{"uid":0,"gid":0}""", process["user"]!.ToJsonString());
        Assert.StartsWith("PATH=", Assert.Single(process.Texts("env")));
        Assert.True(process.Flag("noNewPrivileges"));
        Assert.True(process.Flag("terminal"));
        Assert.Equal(2, process.Object("consoleSize").Number("width"));
        Assert.Equal("label", process.Text("selinuxLabel"));
        Assert.Equal(524288UL, process.Objects("rlimits").First().Unsigned("hard"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "bounding": ["CAP_SYS_ADMIN"], "ambient": ["CAP_SYS_ADMIN"], "inheritable": ["CAP_SYS_ADMIN"] }""")]
    public void Capabilities_are_the_supervisors_whatever_the_workload_was_given(string given)
    {
        var sets = Samples.Docker(s => s.Process()["capabilities"] = Samples.Json(given))
            .After(ProcessRewrite.GrantCapabilities).Process().Object("capabilities");
        Assert.Equal(["bounding", "effective", "permitted"], sets!.Select(p => p.Key));
        Assert.Contains("CAP_NET_ADMIN", sets.Texts("effective"));
        Assert.DoesNotContain("CAP_SYS_ADMIN", sets.Texts("bounding"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["clone"], "action": "SCMP_ACT_KILL" }] }""")]
    public void The_supervisor_has_one_filter_whatever_the_workload_was_given(string? given)
    {
        var seccomp = Samples.Docker(s => s.Linux()["seccomp"] = given is null ? null : Samples.Json(given)).After(SeccompRewrite.FilterSupervisor).Linux().Object("seccomp");

        Assert.Equal("SCMP_ACT_ERRNO", seccomp.Text("defaultAction"));
        var always = seccomp.Objects("syscalls").Where(r => r.Text("action") == "SCMP_ACT_ALLOW" && !r.Objects("args").Any()).SelectMany(r => r.Texts("names")).ToList();
        Assert.Contains("chroot", always);
        Assert.Empty(always.Intersect(["clone", "unshare", "setns", "mount", "ptrace", "bpf", "keyctl", "init_module", "reboot"]));
    }

    [Theory]
    [InlineData(Accelerator.Tcg, new[] { "/dev/net/tun" })]
    [InlineData(Accelerator.Kvm, new[] { "/dev/net/tun", "/dev/kvm" })]
    public void The_container_has_the_VMs_devices_and_no_others(Accelerator accelerator, string[] paths)
    {
        var linux = Samples.Docker(s =>
        {
            s.Linux()["devices"] = JsonNode.Parse("""[{ "path": "/dev/sda", "type": "b", "major": 8, "minor": 0 }]""");
            s.Linux()["resources"]!["devices"] = JsonNode.Parse("""[{ "allow": true, "access": "rwm" }]""");
        }).After(DeviceRewrite.OnlyOurs, Samples.Input(accelerator)).Linux();
        Assert.Equal(paths, linux.Objects("devices").Select(d => d.Text("path")));
        var rules = linux.Object("resources").Objects("devices").ToList();
        Assert.Equal("""{"allow":false,"access":"rwm"}""", rules[0].ToJsonString());
        Assert.Equal(paths.Length + 1, rules.Count);
    }

    [Fact]
    public void Limits_of_memory_and_tasks_are_raised_and_others_stay()
    {
        var resources = Samples.Docker(s => s.Linux()["resources"] = Samples.Json(
                """{ "memory": { "limit": 536870912 }, "pids": { "limit": 100 }, "cpu": { "shares": 7 }, "blockIO": { "weight": 10 } }"""))
            .After(ResourceRewrite.RaiseLimits).Linux().Object("resources");
        Assert.Equal(536870912 + MemoryLimit.Overhead(Samples.Input().Plan.Machine), resources.Object("memory").Number("limit"));
        Assert.Equal(612, resources.Object("pids").Number("limit"));
        Assert.Equal(7, resources.Object("cpu").Number("shares"));
        Assert.Equal(10, resources.Object("blockIO").Number("weight"));
    }

    [Fact]
    public void No_limit_stays_no_limit() => Assert.Equal(
        """{"pids":{"limit":-1}}""",
        Samples.Docker(s => s.Linux()["resources"] = Samples.Json("""{ "pids": { "limit": -1 } }"""))
            .After(ResourceRewrite.RaiseLimits).Linux()["resources"]!.ToJsonString());

    [Fact]
    public void The_workloads_sysctls_make_room_for_the_containers_own_port_range() => Assert.Equal(
        """{"net.ipv4.ip_local_port_range":"65024 65535"}""",
        Samples.Docker().After(NetworkRewrite.KeepPortsApart).Linux()["sysctl"]!.ToJsonString());

    [Fact]
    public void The_engines_hooks_stay_and_ours_comes_last()
    {
        var spec = Samples.Docker(s => s["hooks"]!["poststop"] = JsonNode.Parse("""[{ "path": "/bin/theirs" }]"""));
        var hooks = spec.After(HookRewrite.CleanUpAfterStop).Object("hooks");
        Assert.Equal("/proc/812/exe", hooks.Objects("prestart").Single().Text("path"));
        Assert.Equal(["/bin/theirs", "/opt/dkvm/bin/dkvm"], hooks.Objects("poststop").Select(h => h.Text("path")));
        Assert.Equal(["dkvm", "dkvm-poststop"], hooks.Objects("poststop").Last().Texts("args"));
        Assert.Null(spec.After(HookRewrite.ForgetCopyOfCheckpoint).Object("hooks")!["poststart"]);
    }

    [Fact]
    public void Dockers_hook_for_the_network_runs_beside_the_start()
    {
        var spec = Samples.Docker();
        var input = Samples.Input();
        HookRewrite.LetNetworkCome(spec, input with { Plan = input.Plan with { NetworkComes = true } });
        var hook = spec.Object("hooks").Objects("prestart").Single();
        Assert.Equal("/opt/dkvm/bin/dkvm", hook.Text("path"));
        Assert.Equal(["dkvm", "dkvm-network-hook", "/proc/812/exe", "libnetwork-setkey"], hook.Texts("args").Take(4));
    }

    [Theory]
    [InlineData("""[{ "path": "/bin/theirs", "args": ["theirs"] }]""")]
    [InlineData("""[{ "path": "/proc/812/exe", "args": ["libnetwork-setkey", "x"] }, { "path": "/bin/theirs" }]""")]
    [InlineData("""[{ "path": "/proc/812/exe", "args": ["libnetwork-setkey", "x"], "timeout": 3 }]""")]
    public void No_other_hook_does_nor_one_that_another_may_need(string hooks)
    {
        var spec = Samples.Docker(s => s["hooks"]!["prestart"] = JsonNode.Parse(hooks));
        Assert.Null(NetworkHook.In(spec));
    }

    [Fact]
    public void A_VM_that_boots_for_want_of_a_template_has_one_made_beside_it()
    {
        var spec = Samples.Docker();
        HookRewrite.MakeTemplate(spec, Samples.Input());
        Assert.Null(spec["hooks"]!["poststart"]);
        HookRewrite.MakeTemplate(spec, Samples.Input() with { MakesTemplate = true });
        var hook = spec.Object("hooks").Objects("poststart").Single();
        Assert.Equal("/opt/dkvm/bin/dkvmctl", hook.Text("path"));
        Assert.Equal(["dkvmctl", "template", "build", "--like", "c1", "--in-background"], hook.Texts("args"));
    }

    [Fact]
    public void The_original_is_not_touched_and_unknown_fields_survive()
    {
        var original = Samples.Docker(s =>
        {
            s["future"] = Samples.Json("""{ "a": [1.50, null] }""");
            s.Linux()["intelRdt"] = Samples.Json("""{ "closID": "x" }""");
        });
        var before = original.ToJsonString();
        var rewritten = Rewrites.Apply(original, Samples.Input());
        Assert.Equal(before, original.ToJsonString());
        Assert.Equal("""{"a":[1.50,null]}""", rewritten["future"]!.ToJsonString());
        Assert.Equal("x", rewritten.Linux().Object("intelRdt").Text("closID"));
        Assert.Equal("f7861dded8fa", rewritten.Text("hostname"));
    }

    [Fact]
    public void A_bare_specification_can_be_rewritten_too() =>
        Rewrites.Apply(Samples.Json("""{ "ociVersion": "1.0.2" }"""), Samples.Input());
}
