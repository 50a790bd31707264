using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

public class SpawnTests
{
    [Fact]
    public void Both_languages_lay_the_request_out_alike()
    {
        for (var i = 0; i < SpawnNative.ManagedLayout.Count; i++)
            Assert.Equal(SpawnNative.NativeLayout(i), SpawnNative.ManagedLayout[i]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(126)]
    [InlineData(255)]
    public void The_exit_code_is_the_programs(int code) =>
        Assert.Equal(new ExitStatus(code, null), Spawned.Shell($"exit {code}").Status);

    [Fact]
    public void A_death_by_signal_is_told_apart() =>
        Assert.Equal(new ExitStatus(null, 9), Spawned.Shell("kill -9 $$").Status);

    [Fact]
    public void Output_and_errors_are_apart()
    {
        var run = Spawned.Shell("echo out; echo err >&2");
        Assert.Equal(("out\n", "err\n"), (run.Output, run.Errors));
    }

    [Fact]
    public void The_environment_is_what_was_given_and_nothing_else()
    {
        var run = Spawned.Run(new() { Arguments = ["/usr/bin/env"], Environment = ["A=1", "B=two words"] });
        Assert.Equal("A=1\nB=two words\n", run.Output);
    }

    [Fact]
    public void A_program_is_found_in_the_PATH_it_is_given()
    {
        var run = Spawned.Run(new() { Arguments = ["sh", "-c", "echo $0 found", "x"], Environment = ["PATH=/nowhere:/bin"] });
        Assert.Equal("x found\n", run.Output);
    }

    [Fact]
    public void Descriptors_may_change_places_and_no_other_gets_through()
    {
        var kept = Descriptor.Open("/dev/zero", Descriptor.ReadOnly);
        var run = Spawned.Shell(
            "readlink /proc/$$/fd/0; readlink /proc/$$/fd/3; ls /proc/$$/fd",
            r => r with { Descriptors = [kept, r.Descriptors[1], r.Descriptors[2], r.Descriptors[0]] });
        Descriptor.Close(kept);
        Assert.Equal("/dev/zero\n/dev/null\n0\n1\n2\n3\n", run.Output);
    }

    [Fact]
    public void Swapped_output_and_errors_arrive_swapped()
    {
        var run = Spawned.Shell("echo out; echo err >&2",
            r => r with { Descriptors = [r.Descriptors[0], r.Descriptors[2], r.Descriptors[1]] });
        Assert.Equal(("err\n", "out\n"), (run.Output, run.Errors));
    }

    [Fact]
    public void No_signal_stays_ignored_or_blocked()
    {
        // The runtime ignores SIGPIPE; sh would inherit that.
        var run = Spawned.Shell("grep -E 'Sig(Blk|Ign)' /proc/self/status");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", run.Output);
    }

    [Fact]
    public void It_has_a_session_of_its_own_unless_told_otherwise()
    {
        const string Session = "set -- $(cat /proc/$$/stat); test $6 = $$";
        Assert.Equal(0, Spawned.Shell(Session).Status.Code);
        Assert.Equal(1, Spawned.Shell(Session, r => r with { NewSession = false }).Status.Code);
    }

    [Fact]
    public void The_umask_is_set() =>
        Assert.Equal("0027\n", Spawned.Shell("umask", r => r with { Umask = 0x17 }).Output);

    [Fact]
    public void It_starts_in_its_directory() =>
        Assert.Equal("/usr/bin\n", Spawned.Shell("pwd", r => r with { Directory = "/usr/bin" }).Output);

    [Fact]
    public void Starting_a_thousand_under_allocation_keeps_every_status()
    {
        var garbage = new Thread(() => { for (var i = 0; i < 200_000; i++) GC.KeepAlive(new byte[1000]); });
        garbage.Start();
        for (var i = 0; i < 1000; i++)
            Assert.Equal(i % 256, Spawned.Run(new() { Arguments = ["/bin/sh", "-c", $"exit {i % 256}"] }).Status.Code);
        garbage.Join();
    }
}
