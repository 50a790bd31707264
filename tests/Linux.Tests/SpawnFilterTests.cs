using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

public class SpawnFilterTests
{
    /// <summary>mkdir(2), number 83, is answered with ENOSPC; everything else is allowed. linux/filter.h, linux/seccomp.h.</summary>
    private static readonly SyscallFilter NoNewFolders = new(
    [
        0x20, 0, 0, 0, 0, 0, 0, 0, // load the number
        0x15, 0, 0, 1, 83, 0, 0, 0, // if it is 83
        0x06, 0, 0, 0, 28, 0, 5, 0, // ENOSPC
        0x06, 0, 0, 0, 0, 0, 0xff, 0x7f, // else allow
    ], 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_filter_holds_for_the_process_and_its_children(bool noNewPrivileges)
    {
        var run = Spawned.Shell(
            "grep ^Seccomp: /proc/self/status; mkdir /tmp/never-made; (mkdir /tmp/never-made)",
            r => r with { Filter = NoNewFolders, NoNewPrivileges = noNewPrivileges, User = new(1234, 1234, []), Capabilities = CapabilitySets.None });

        Assert.Equal("Seccomp:\t2\n", run.Output);
        Assert.Equal(2, run.Errors.Split("No space left").Length - 1);
    }

    [Fact]
    public void A_program_that_is_no_filter_is_refused_with_its_step() =>
        Assert.Equal(
            SpawnStep.Seccomp,
            Assert.Throws<SpawnException>(() => Spawned.Shell("true", r => r with { Filter = new([9, 9, 9, 9, 9, 9, 9, 9], 0) })).Step);
}
