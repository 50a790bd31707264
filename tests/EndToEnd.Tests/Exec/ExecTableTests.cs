using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

public sealed class ExecTableTests(ExecContainers containers) : ExecTest(containers)
{
    public static TheoryData<string> Names => [.. ExecCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_exec_comes_to_the_same_as_with_runc(string name)
    {
        var row = ExecCases.All.Single(c => c.Name == name);

        var runc = (await Containers.Do(Runtime.Runc, row.Flags, row.Command, row.Input)).WithExitCode(row.ExitCode);
        var dkvm = (await Containers.Do(Runtime.Dkvm, row.Flags, row.Command, row.Input)).WithExitCode(row.ExitCode);

        Assert.Equal(row.Output ?? runc.Output, runc.Output);
        Assert.Equal(InOneVersion(runc.Output), InOneVersion(dkvm.Output));
        Assert.Equal(runc.Errors, dkvm.Errors);
    }

    /// <summary>
    /// All rights that Docker knows, whose older versions end at CAP_AUDIT_READ; the seccomp profile is the container's, as with runc.
    /// Not with runc, which may lack the rights itself on a test machine.
    /// </summary>
    [Fact]
    public async Task A_privileged_exec_has_all_rights_and_the_containers_filter()
    {
        var run = (await Containers.Do(Runtime.Dkvm, ["--privileged"], ["sh", "-c",
            "grep -e CapEff -e ^Seccomp: /proc/self/status; ip addr add 127.9.9.9/8 dev lo && ip addr del 127.9.9.9/8 dev lo && echo changed"])).Successful();

        Assert.Matches(@"^CapEff:\t0000(003f|01ff)ffffffff\nSeccomp:\t2\nchanged\n$", run.Output);
    }

    /// <summary>A folder in a command's place: runc built with Go before 1.20 has the first words, later ones the second.</summary>
    private static string InOneVersion(string text) => text.Replace("folder\": permission denied", "folder\": is a directory");
}
