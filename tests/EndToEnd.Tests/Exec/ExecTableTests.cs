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
        Assert.Equal(runc.Output, dkvm.Output);
        Assert.Equal(runc.Errors, dkvm.Errors);
    }
}
