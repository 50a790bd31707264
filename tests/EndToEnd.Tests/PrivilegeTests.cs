using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>What a guest that has broken out of QEMU, or into virtiofsd, would find: SECURITY.md.</summary>
public sealed class PrivilegeTests(Engine engine) : EngineTest(engine)
{
    /// <summary>capabilities(7): CAP_SYS_ADMIN, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_PTRACE, CAP_NET_ADMIN, CAP_BPF.</summary>
    private static readonly int[] Dangerous = [21, 16, 17, 19, 12, 39];

    [Fact]
    public async Task QEMU_has_no_rights_and_virtiofsd_only_those_that_serving_files_needs()
    {
        var container = await Docker.Start(Runtime.Dkvm, Image.Busybox, "sh", "-c", "echo READY; sleep 1000");
        await Docker.Says(container, "READY");

        var qemu = Status(container, "qemu-system");
        Assert.All(["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"], set => Assert.Equal(0, Capabilities(qemu, set)));
        Assert.DoesNotContain("0", qemu["Uid"].Split('\t'));
        Assert.Equal("1", qemu["NoNewPrivs"]);
        Assert.Equal("2", qemu["Seccomp"]);
        Assert.True(int.Parse(qemu["Seccomp_filters"], CultureInfo.InvariantCulture) > 1, "QEMU has a filter of its own besides Docker's");

        var virtiofsd = Status(container, "virtiofsd");
        Assert.All(Dangerous, bit => Assert.Equal(0, Capabilities(virtiofsd, "CapEff") >> bit & 1));
        Assert.Equal("1", virtiofsd["NoNewPrivs"]);
        Assert.True(int.Parse(virtiofsd["Seccomp_filters"], CultureInfo.InvariantCulture) > 1, "virtiofsd has a filter of its own besides Docker's");
    }

    /// <summary>What a guest can talk to is what can be broken: build/helpers/qemu/devices.mak.</summary>
    [Fact]
    public async Task QEMU_knows_hardly_a_device_that_no_VM_has()
    {
        var known = (await Harness.Program.Run("chroot", [$"{Repository.Package}/rootfs", "/usr/bin/qemu-system-x86_64", "-device", "help"], Harness.Docker.Patience)).Successful().Output
            .Split('\n').Where(line => line.Contains("bus PCI")).Select(line => line.Split('"')[1]);
        Assert.All(known, name => Assert.Matches("^(virtio-(blk|net|serial|balloon)-pci|vhost-user-fs-pci|pci-bridge|ich9-ahci|acpi-erst)", name));
        Assert.Contains("vhost-user-fs-pci", known);
    }

    private static long Capabilities(Dictionary<string, string> status, string set) =>
        long.Parse(status[set], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>/proc/PID/status of the container's process that runs the program; proc_pid_status(5).</summary>
    private Dictionary<string, string> Status(string container, string program)
    {
        var pid = EngineState.PidsOf(Engine, container)
            .Single(pid => EngineState.Read($"/proc/{pid}/cmdline").Split('\0')[0].Contains(program));
        return EngineState.Read($"/proc/{pid}/status").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line[..line.IndexOf(':')], line => line[(line.IndexOf(':') + 1)..].Trim());
    }
}
