using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public sealed class PlannerTests : IDisposable
{
    private readonly TempFolder _kernels = new();

    public PlannerTests()
    {
        foreach (var version in new[] { "6.9.1", "6.12.1" })
            foreach (var file in new[] { "vmlinux", "initramfs" })
                _kernels.File($"debian/{version}/{file}");
        _kernels.Link("debian/latest", "6.12.1");
        _kernels.Link("default", "debian/latest");
    }

    private LaunchPlan Plan(Action<JsonObject> change, HostFacts? host = null)
    {
        var spec = Samples.Docker(change);
        var options = OptionValues.From(spec.Process().Texts("env"));
        return Planner.Make(
            "c1", spec, options, new MountLayout([], [], ["mount warning"]), host ?? Samples.Host,
            KernelPlanner.Choose(options, "/nonexistent", new(_kernels.Path), new("/nonexistent", () => "")));
    }

    [Fact]
    public void The_workload_does_not_see_the_options()
    {
        var plan = Plan(s => s.AddEnv("DKVM_TIMELINE=1", "A=b=c", "DKVM_LOG=debug"));
        Assert.Contains("A=b=c", plan.Guest.Process.Env);
        Assert.DoesNotContain(plan.Guest.Process.Env, e => e.StartsWith("DKVM", StringComparison.Ordinal));
        Assert.True(plan.ShowTimeline);
        Assert.Equal("debug", plan.LogLevel);
    }

    [Fact]
    public void The_process_is_the_workloads_own()
    {
        var process = Plan(s => s["process"] = Samples.Json(
            """
            {
              "terminal": true, "consoleSize": { "height": 24, "width": 80 }, "cwd": "/srv", "args": ["a", "b c", ""],
              "user": { "uid": 1000, "gid": 4294967295, "umask": 18, "additionalGids": [4, 27] },
              "capabilities": { "bounding": ["CAP_KILL"], "ambient": ["CAP_CHOWN"] },
              "rlimits": [{ "type": "RLIMIT_CORE", "soft": 1, "hard": 18446744073709551615 }],
              "noNewPrivileges": true, "oomScoreAdj": -500
            }
            """)).Guest.Process;
        Assert.Equal(["a", "b c", ""], process.Args);
        Assert.Equal((24, 80, true), (process.Rows, process.Columns, process.Terminal));
        Assert.Equal((1000u, 4294967295u, 18u), (process.Uid, process.Gid, process.Umask));
        Assert.Equal([4u, 27u], process.AdditionalGids);
        Assert.Equal(["CAP_KILL"], process.Capabilities!.Bounding);
        Assert.Equal(["CAP_CHOWN"], process.Capabilities.Ambient);
        Assert.Equal(new RlimitPlan("RLIMIT_CORE", 1, ulong.MaxValue), Assert.Single(process.Rlimits));
        Assert.Equal(-500, process.OomScoreAdj);
        Assert.True(process.NoNewPrivileges);
        Assert.Equal("/srv", process.Cwd);
    }

    [Fact]
    public void No_capabilities_object_means_no_capabilities() =>
        Assert.Empty(Plan(s => s.Process().Remove("capabilities")).Guest.Process.Capabilities!.Effective);

    [Fact]
    public void Names_paths_and_sysctls_go_to_the_guest()
    {
        var guest = Plan(s =>
        {
            s["domainname"] = "example";
            s["root"]!["readonly"] = true;
            s.Linux()["sysctl"] = Samples.Json("""{ "net.ipv4.ip_forward": "1" }""");
        }).Guest;
        Assert.Equal("f7861dded8fa", guest.Hostname);
        Assert.Equal("example", guest.Domainname);
        Assert.True(guest.ReadonlyRoot);
        Assert.Equal("1", guest.Sysctls["net.ipv4.ip_forward"]);
        Assert.Contains("/proc/kcore", guest.MaskedPaths);
        Assert.Contains("/proc/sys", guest.ReadonlyPaths);
    }

    [Fact]
    public void With_the_hosts_UTS_namespace_the_name_is_the_hosts() => Assert.Equal("the-host", Plan(s =>
    {
        s.Remove("hostname");
        s.Linux()["namespaces"] = JsonNode.Parse("""[{ "type": "network" }, { "type": "pid" }, { "type": "ipc" }]""");
    }).Guest.Hostname);

    [Fact]
    public void Without_KVM_the_plan_says_why()
    {
        var machine = Plan(_ => { }).Machine;
        Assert.Equal(Accelerator.Tcg, machine.Accelerator);
        Assert.Contains("/dev/kvm", machine.AcceleratorReason);
        Assert.Equal("/usr/share/dkvm/kernels/debian/6.12.1", machine.KernelDirectory);
    }

    [Fact]
    public void Options_choose_machine_and_kernel()
    {
        var machine = Plan(s => s.AddEnv("DKVM_CPUS=7", "DKVM_KERNEL=debian", "DKVM_KERNEL_APPEND= quiet ", "DKVM_MEMORY=1g")).Machine;
        Assert.Equal((7, 1024, "quiet"), (machine.Vcpus, machine.MemoryMiB, machine.KernelAppend));
        Assert.Equal("/usr/share/dkvm/kernels/debian/6.12.1", machine.KernelDirectory);
    }

    [Fact]
    public void Devices_of_the_host_are_warned_of_by_name_and_warnings_add_up()
    {
        var warnings = Plan(s =>
        {
            s.Linux()["devices"] = JsonNode.Parse("""[{ "path": "/dev/ttyS0", "type": "c" }, { "path": "/dev/fuse", "type": "c" }]""");
            s.Linux()["namespaces"] = JsonNode.Parse("""[{ "type": "network" }, { "type": "pid" }, { "type": "uts" }]""");
        }).Warnings;
        Assert.Equal(4, warnings.Count);
        Assert.Equal("mount warning", warnings[0]);
        Assert.Contains("--ipc", warnings[1]);
        Assert.Contains("/dev/ttyS0: a character device", warnings[2]);
        Assert.Contains("/dev/fuse: a character device", warnings[3]);
    }

    [Fact]
    public void The_hundred_devices_of_a_privileged_container_are_one_warning()
    {
        var devices = Enumerable.Range(0, 100).Select(i => (JsonNode)new JsonObject { ["path"] = $"/dev/d{i}", ["type"] = "c" });
        Assert.Contains("100 devices", Plan(s =>
        {
            s.Linux()["devices"] = new JsonArray([.. devices]);
            s.Linux()["resources"]!["devices"] = JsonNode.Parse("""[{ "allow": true, "access": "rwm" }]""");
        }).Warnings[1]);
    }

    [Theory]
    [InlineData("""{ "args": "sh" }""", "process.args is not an array")]
    [InlineData("""{ "args": ["sh", 1] }""", "process.args is not an array of strings")]
    [InlineData("""{ "args": ["sh"], "terminal": "yes" }""", "process.terminal is not true or false")]
    [InlineData("""{ "args": ["sh"], "user": { "uid": -1 } }""", "process.user.uid is not a whole number")]
    [InlineData("""{ "args": ["sh"], "user": { "uid": 4294967296 } }""", "4294967296 is no user or group id")]
    [InlineData("""{ "args": ["sh"], "user": { "additionalGids": ["a"] } }""", "additionalGids is not an array of group ids")]
    [InlineData("""{ "args": ["sh"], "user": [] }""", "process.user is not an object")]
    public void A_field_of_the_wrong_type_is_an_error_that_names_it(string process, string message) =>
        Assert.Contains(message, Samples.Refused(() => Plan(s => s["process"] = Samples.Json(process))).Message);

    public void Dispose() => _kernels.Dispose();
}
