using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

/// <summary>Images whose entrypoint is systemd, and what options change of the kernel's file systems.</summary>
public sealed class MachineImageTests : IDisposable
{
    private readonly TempFolder _image = new();
    private readonly TempFolder _package = new();

    public MachineImageTests()
    {
        _image.File("usr/lib/systemd/systemd");
        _image.Link("lib", "usr/lib");
        _image.Link("sbin", "usr/sbin");
        _image.Link("usr/sbin/init", "../lib/systemd/systemd");
        foreach (var file in new[] { "vmlinux", "initramfs", "modules/lib/modules/6.12.1-cloud/modules.dep" })
            _package.File($"rootfs{Paths.Kernels}/debian/6.12.1/{file}");
        _package.Link($"rootfs{Paths.Kernels}/default", "debian/6.12.1");
    }

    public void Dispose()
    {
        _image.Dispose();
        _package.Dispose();
    }

    [Theory]
    [InlineData("/sbin/init")]
    [InlineData("/lib/systemd/systemd")]
    [InlineData("/usr/sbin/init")]
    public void An_init_that_is_systemd_gets_the_whole_VM(string entrypoint)
    {
        var plan = Plan(s => s.Process()["args"] = Spec.Array([entrypoint]));

        Assert.True(plan.Guest.InitSystem);
        Assert.Null(plan.Seccomp);
        Assert.Contains("CAP_SYS_ADMIN", plan.Guest.Process.Capabilities!.Effective);
        Assert.Empty(plan.Guest.MaskedPaths);
        Assert.Empty(plan.Guest.ReadonlyPaths);
        Assert.DoesNotContain(plan.Guest.Mounts, m => m.Type is "sysfs" or "cgroup2" && m.Options.Contains("ro"));
    }

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("init")]
    public void Any_other_entrypoint_keeps_what_the_container_was_given(string entrypoint)
    {
        var plan = Plan(s => s.Process()["args"] = Spec.Array([entrypoint]));

        Assert.False(plan.Guest.InitSystem);
        Assert.NotNull(plan.Seccomp);
        Assert.DoesNotContain("CAP_SYS_ADMIN", plan.Guest.Process.Capabilities!.Effective);
        Assert.NotEmpty(plan.Guest.MaskedPaths);
        Assert.Contains(plan.Guest.Mounts, m => m.Type == "sysfs" && m.Options.Contains("ro"));
    }

    [Theory]
    [InlineData("", "cgroup2 /sys/fs/cgroup")]
    [InlineData("DKVM_CGROUPFS=2", "cgroup2 /sys/fs/cgroup")]
    [InlineData("DKVM_CGROUPFS=1", "cgroup /sys/fs/cgroup")]
    [InlineData("DKVM_CGROUPFS=hybrid", "cgroup /sys/fs/cgroup, cgroup2 /sys/fs/cgroup/unified")]
    [InlineData("DKVM_CGROUPFS=none", "")]
    public void The_guest_has_its_own_control_groups_whatever_the_host_has(string option, string expected)
    {
        var mounts = Plan(s => s.AddEnv(option)).Guest.Mounts;
        Assert.Equal(expected, string.Join(", ", mounts.Where(m => m.Type.StartsWith("cgroup", StringComparison.Ordinal)).Select(m => $"{m.Type} {m.Destination}")));
    }

    [Fact]
    public void The_size_of_dev_shm_is_the_options()
    {
        var shm = Plan(s => s.AddEnv("DKVM_DEV_SHM_SIZE=1g")).Guest.Mounts.Single(m => m.Destination == "/dev/shm");
        Assert.Equal("size=1073741824", Assert.Single(shm.Options, o => o.StartsWith("size=", StringComparison.Ordinal)));
    }

    [Fact]
    public void Modules_are_mounted_for_workloads_that_can_use_them_and_no_others()
    {
        Assert.Null(Modules(_ => { }));
        Assert.Equal("/vm/usr/lib/modules/6.12.1-cloud", Destination(Modules(s => s.Process()["args"] = Spec.Array(["/sbin/init"]))));
        Assert.Equal("/vm/usr/lib/modules/6.12.1-cloud", Destination(Modules(s => s.AddEnv("DKVM_DISKS=xfs,1g,/a.img"))));
        Assert.Null(Modules(s => s.AddEnv("DKVM_DISKS=ext4,1g,/a.img")));
        Assert.Equal(
            "/vm/usr/lib/modules/6.12.1-cloud",
            Destination(Modules(s => s.Process()["capabilities"]!["bounding"]!.AsArray().Add((JsonNode)"CAP_SYS_MODULE"))));
    }

    [Fact]
    public void They_take_the_place_of_all_modules_where_the_user_says_so_or_has_mounted_others()
    {
        Assert.Equal("/vm/usr/lib/modules", Destination(Modules(s => s.AddEnv("DKVM_KERNEL_MOUNT_LIB_MODULES=1"))));
        Assert.Equal("/vm/usr/lib/modules", Destination(Modules(s =>
        {
            s.Process()["args"] = Spec.Array(["/sbin/init"]);
            s.AddMount("/lib/modules", "/lib/modules", "bind", "ro", "rbind");
        })));
    }

    private static string? Destination(JsonObject? mount) => mount.Text("destination");

    private KernelStore Store => new(_package[$"rootfs{Paths.Kernels}"]);

    private LaunchPlan Plan(Action<JsonObject> change) => Make(change).Plan;

    private JsonObject? Modules(Action<JsonObject> change)
    {
        var (spec, options, plan, tree) = Make(change);
        return ModuleMount.Make(spec, options, plan, Store.Find(KernelChoice.Default), tree);
    }

    private (JsonObject Spec, OptionValues Options, LaunchPlan Plan, ImageTree Tree) Make(Action<JsonObject> change)
    {
        var spec = Samples.Docker(change);
        var options = OptionValues.From(spec.Process().Texts("env"));
        var tree = new ImageTree(_image.Path);
        var mounts = MountLayout.Make(spec, "/bundle", tree, DiskPlanner.Mounts(options.Of(Options.Disks), tree));
        return (spec, options, Planner.Make("c1", spec, options, mounts, Samples.Host, new(Store.Find(KernelChoice.Default)), tree), tree);
    }
}
