using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What only a VM has.</summary>
public sealed class VmTests(Engine engine) : EngineTest(engine)
{
    [Fact]
    public async Task The_options_have_their_effect_and_the_workload_does_not_see_them()
    {
        var run = (await Docker.Run(Runtime.Dkvm,
            "-e", "DKVM_MEMORY=300m", "-e", "DKVM_CPUS=1", "-e", "DKVM_KERNEL_APPEND=loglevel=3 some.thing=else", "-e", "DKVM_TIMELINE=1", Image.Busybox,
            "sh", "-c", "env | grep DKVM; nproc; awk '/MemTotal/ { print $2 }' /proc/meminfo; cat /proc/cmdline")).Successful();

        var lines = run.Output.Split('\n');
        Assert.Equal("1", lines[0]);
        Assert.InRange(int.Parse(lines[1], CultureInfo.InvariantCulture), 220 * 1024, 300 * 1024);
        Assert.Contains("loglevel=3 some.thing=else", lines[2]);
        Assert.Contains("guest", run.Errors);
        Assert.Contains("milliseconds since dkvm was called", run.Errors);
    }

    [Fact]
    public async Task The_memory_and_processors_of_a_container_are_the_VMs()
    {
        var run = (await Docker.Run(Runtime.Dkvm, "--memory", "256m", "--cpus", "1", Image.Busybox,
            "sh", "-c", "nproc; awk '/MemTotal/ { print $2 }' /proc/meminfo")).Successful();

        var lines = run.Output.Split('\n');
        Assert.Equal("1", lines[0]);
        Assert.InRange(int.Parse(lines[1], CultureInfo.InvariantCulture), 180 * 1024, 256 * 1024);
    }

    /// <summary>Processors without vmx or svm cannot run a stock kernel under KVM, whatever /dev/kvm says.</summary>
    [Fact]
    public async Task Where_KVM_cannot_work_software_emulation_is_used_with_a_warning()
    {
        if (File.ReadAllText("/proc/cpuinfo") is var cpu && (cpu.Contains(" vmx ") || cpu.Contains(" svm ")))
            return;
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");

        var log = await File.ReadAllTextAsync($"/run/dkvm/{container}/state/log");
        var forced = (await Docker.Run(Runtime.Dkvm, "-e", "DKVM_ACCEL=kvm", Image.Busybox, "true")).WithExitCode(125);

        Assert.Contains("Warning", log);
        Assert.Contains("software emulation (TCG)", log);
        Assert.Contains("DKVM_ACCEL=kvm", forced.Errors);
    }
}
