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

    [Theory]
    [InlineData("2", "cgroup2 /sys/fs/cgroup")]
    [InlineData("1", "tmpfs /sys/fs/cgroup cgroup /sys/fs/cgroup/pids cgroup /sys/fs/cgroup/systemd")]
    [InlineData("hybrid", "tmpfs /sys/fs/cgroup cgroup /sys/fs/cgroup/pids cgroup /sys/fs/cgroup/systemd cgroup2 /sys/fs/cgroup/unified")]
    [InlineData("none", "")]
    public async Task Control_groups_and_shared_memory_are_what_options_say(string cgroups, string expected)
    {
        var run = (await Docker.Run(Runtime.Dkvm, "-e", $"DKVM_CGROUPFS={cgroups}", "-e", "DKVM_DEV_SHM_SIZE=10m", Image.Busybox,
            "sh", "-c", "df -k /dev/shm | awk 'NR == 2 { print $2 }'; awk '$2 ~ \"^/sys/fs/cgroup(/(pids|systemd|unified))?$\" { print $3, $2 }' /proc/mounts")).Successful();

        Assert.Equal($"10240 {expected}".TrimEnd(), run.Text.Replace('\n', ' '));
    }

    /// <summary>The balloon's driver looks for free memory every two seconds (mm/page_reporting.c).</summary>
    [Fact]
    public async Task Memory_that_the_workload_gives_back_goes_back_to_the_host()
    {
        var container = await Docker.Start(Runtime.Dkvm, "--memory", "400m", Image.Debian, "sh", "-c", "echo READY; exec sleep 1000");
        await Docker.Says(container, "READY");
        var qemu = EngineState.PidsOf(Engine, container).Single(pid => EngineState.Read($"/proc/{pid}/cmdline").Contains("qemu-system"));

        (await Docker.Do("exec", container, "perl", "-e", "$x = 'x'; $x x= 200_000_000;")).Successful();
        var used = ResidentMiB(qemu);
        Assert.True(used > 200, $"QEMU has {used} MiB, of which the workload used 200");

        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(1);
        while (ResidentMiB(qemu) > used - 150 && DateTime.UtcNow < deadline)
            await Task.Delay(200); // nobody is told
        Assert.InRange(ResidentMiB(qemu), 0, used - 150);
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

    private static long ResidentMiB(int pid) =>
        EngineState.Read($"/proc/{pid}/status").Split('\n').Single(l => l.StartsWith("VmRSS:")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2] is var kilobytes
            ? long.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024
            : 0;

    [Theory]
    [InlineData("cold")]
    [InlineData("auto")]
    public async Task The_guests_clock_is_the_hosts_however_long_the_start_took(string start)
    {
        var container = await Docker.Start(Runtime.Dkvm, "-e", $"DKVM_START={start}", Image.Debian, "sh", "-c", "date +%s.%N; sleep 1000");
        await Docker.Says(container, ".");
        var line = (await Docker.Do("logs", "--timestamps", container)).Successful().Text.Split(' ');
        var read = DateTimeOffset.Parse(line[0], System.Globalization.CultureInfo.InvariantCulture);
        var printed = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture));
        // A boot takes seconds, and what is printed is read some milliseconds later.
        Assert.InRange((read - printed).TotalSeconds, -0.5, 1);
    }
}
