using System.Globalization;
using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

public sealed class ExecTableTests(ExecContainers containers) : ExecTest(containers)
{
    /// <summary>Docker 20.10 names the capabilities up to CAP_AUDIT_READ, 37; later ones name more.</summary>
    private const ulong AllThatDockerNames = (1UL << 38) - 1;

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

    /// <summary>Of the runtime that a person gave all rights. Not with runc, which may lack them itself on a test machine.</summary>
    [Fact]
    public async Task A_privileged_exec_has_all_rights_and_can_mount()
    {
        var run = (await Containers.Do(Runtime.Dkvm, ["--privileged"], ["sh", "-c",
            "grep CapEff /proc/self/status; mkdir -p /mnt && mount -t tmpfs none /mnt && umount /mnt && echo mounted"])).Successful();

        var lines = run.Output.Split('\n');
        var effective = ulong.Parse(lines[0].Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(AllThatDockerNames, effective & AllThatDockerNames);
        Assert.Equal("mounted", lines[1]);
    }

    /// <summary>A folder in a command's place: runc built with Go before 1.20 has the first words, later ones the second.</summary>
    private static string InOneVersion(string text) => text.Replace("folder\": permission denied", "folder\": is a directory");
}
