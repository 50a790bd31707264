using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>
/// KVM that starts and never brings the guest up. The machine is a double: a processor that says it virtualises, and a
/// QEMU that, asked for KVM, starts in emulation and holds its guest (Faults/Hostile/kvm-double.c): all else is real.
/// </summary>
[Trait("Category", "Soak")]
public sealed class FallBackTests(Engine engine, BrokenPackage broken) : EngineTest(engine), IClassFixture<BrokenPackage>
{
    private const string Device = "/dev/kvm";

    /// <summary>A machine without KVM gets a device of that name: it is only looked at, the double never opens it.</summary>
    private readonly bool _isOurs = !File.Exists(Device);

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_guest_that_does_not_come_up_under_KVM_starts_again_in_emulation_once_and_the_user_is_told()
    {
        await Prepare();
        try
        {
            var run = await Docker.Run(
                broken.Runtime, "-v", $"{Engine.Folder}/fallback.conf:/etc/f.conf:ro", "-e", "DKVM_HOCON=/etc/f.conf",
                Image.Busybox, "sh", "-c", "echo up; exit 9");

            run.WithExitCode(9);
            Assert.Equal("up\n", run.Output);
            Assert.Contains("KVM did not bring the guest up (the guest did not come up in time)", run.Errors);
            Assert.Contains("software emulation (TCG)", run.Errors);
            Assert.Single(run.Errors.Split('\n'), line => line.Contains("KVM did not"));
        }
        finally
        {
            await InTheEngine("umount /proc/cpuinfo");
            if (_isOurs)
                File.Delete(Device);
        }
    }

    /// <summary>dkvm looks at /proc/cpuinfo and opens /dev/kvm (HostSide/Common/AcceleratorChoice.cs).</summary>
    private async Task Prepare()
    {
        await File.WriteAllTextAsync($"{Engine.Folder}/fallback.conf", "dkvm.qemu.boot-timeout.kvm = 3s\n");
        await File.WriteAllTextAsync($"{Engine.Folder}/cpuinfo", "processor\t: 0\nflags\t\t: fpu vmx\n");
        var qemu = $"{broken.Folder}/rootfs/usr/bin/qemu-system-x86_64";
        (await Program.Run("/bin/sh", ["-c",
            """
            set -eu
            mv "$1" "$1.real"
            gcc -static -O1 -o "$1" "$2"
            """, "sh", qemu, $"{Repository.Root}/tests/EndToEnd.Tests/Faults/Hostile/kvm-double.c"], Within)).Successful();
        (await InTheEngine(
            $"mount --bind {Engine.Folder}/cpuinfo /proc/cpuinfo; {(_isOurs ? $"mknod {Device} c 1 3" : "true")}")).Successful();
    }

    /// <summary>In dockerd's mount namespace, where dkvm runs.</summary>
    private Task<Finished> InTheEngine(string script) =>
        Program.Run("nsenter", ["-t", $"{Engine.DockerdPid}", "-m", "sh", "-c", script], Within);
}
