using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A guest that cannot boot is an error with its cause, within its deadline.</summary>
public sealed class BrokenKernelTests(Engine engine, BrokenPackage broken) : EngineTest(engine), IClassFixture<BrokenPackage>
{
    private const int RuntimeFailed = 125;

    /// <summary>For what is not the guest's boot: Docker, runc, QEMU's start, on a machine with much else to do.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(BrokenPackage.Garbage)]
    [InlineData(BrokenPackage.Truncated)]
    public async Task A_kernel_that_QEMU_cannot_load_is_an_error_with_QEMUs_words(string kernel)
    {
        var run = (await Docker.Run(broken.Runtime, "-e", $"DKVM_KERNEL={kernel}", Image.Busybox, "true")).WithExitCode(RuntimeFailed);

        Assert.Empty(run.Output);
        Assert.Contains("the VM did not start", run.Errors);
        Assert.Matches(@"--- QEMU ---\s+qemu.*: \w+", run.Errors);
        Assert.InRange(run.Took, TimeSpan.Zero, Rest);
    }

    [Fact]
    public async Task A_kernel_that_panics_is_an_error_with_the_end_of_its_console()
    {
        var name = "panics-" + Guid.NewGuid().ToString("N")[..8];
        var run = (await Docker.Do(
            "run", "--name", name, "--runtime", broken.Runtime, "-e", "DKVM_KERNEL_APPEND=rdinit=/nonexistent", Image.Busybox, "true")).WithExitCode(RuntimeFailed);

        Assert.Empty(run.Output);
        Assert.Contains("the VM did not start", run.Errors);
        Assert.Contains("Kernel panic - not syncing", run.Errors);
        Assert.InRange(run.Took, TimeSpan.Zero, BrokenPackage.BootTimeout + Rest);
        var console = (await Ctl("console", name)).Successful();
        Assert.Contains("Kernel panic - not syncing", console.Output);
        Assert.Equal(console.Output, (await Ctl("console", "--follow", name)).Successful().Output);
    }

    [Fact]
    public async Task A_guest_that_never_says_hello_is_given_up_after_its_second_deadline()
    {
        var run = (await Docker.Run(broken.Runtime, "-e", $"DKVM_KERNEL={BrokenPackage.Silent}", Image.Busybox, "true")).WithExitCode(RuntimeFailed);

        Assert.Contains("the VM did not start", run.Errors);
        Assert.Contains("in time", run.Errors);
        Assert.InRange(run.Took, 2 * BrokenPackage.BootTimeout, 2 * BrokenPackage.BootTimeout + Rest);
    }

    [Fact]
    public async Task A_guest_that_has_not_said_hello_yet_can_be_looked_at_from_outside()
    {
        var container = await Docker.Start(broken.Runtime, "-e", $"DKVM_KERNEL={BrokenPackage.Silent}", Image.Busybox, "true");

        Assert.Contains("the guest is not up yet", (await Ctl("console", container)).Successful().Errors);
        Assert.Contains("the guest is not up", (await Ctl("top", container)).WithExitCode(1).Errors);
        Assert.Matches($"(?m)^{container[..12]} .* starting ", (await Ctl("ps")).Successful().Output);
        (await Docker.Do("kill", container)).Successful();
    }

    [Fact]
    public async Task The_copy_of_the_package_itself_is_whole() =>
        (await Docker.Run(broken.Runtime, Image.Busybox, "true")).Successful();

    [Fact]
    public async Task A_container_that_could_not_boot_can_be_asked_for_the_cause_afterwards()
    {
        var container = await Docker.Start(broken.Runtime, "-e", $"DKVM_KERNEL={BrokenPackage.Garbage}", Image.Busybox, "true");

        Assert.Equal(RuntimeFailed, await Docker.Wait(container));
        Assert.Contains("the VM did not start", (await Docker.Do("logs", container)).Errors);
    }
}
