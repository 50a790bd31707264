using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Commands;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Host;

public sealed class ExecCommandTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static void Check(params string[] arguments) => ExecCommand.Check(Invocation.Parse(["exec", .. arguments]));

    [Fact]
    public void A_users_command_is_refused()
    {
        Assert.Contains("exec", Samples.Refused(() => Check("-t", "c1", "sh")).Message);
        Assert.Contains("exec", Samples.Refused(() => Check("--process", _temp.File("p.json", """{ "args": ["sh"] }"""), "c1")).Message);
    }

    [Theory]
    [InlineData("/usr/lib/dkvm/../../../bin/sh")]
    [InlineData("/usr/lib/dkvm-other/sh")]
    public void A_path_that_only_looks_like_ours_is_refused(string program) => Samples.Refused(() => Check("c1", program));

    [Fact]
    public void Our_own_programs_pass()
    {
        Check("c1", Paths.Supervisor, "--x");
        Check("--process", _temp.File("p.json", $$"""{ "args": ["{{Paths.Supervisor}}"] }"""), "c1");
    }

    [Theory]
    [InlineData("oops")]
    [InlineData("""{ "args": [] }""")]
    [InlineData("""{ "args": [5] }""")]
    public void A_process_that_cannot_be_read_is_refused(string process) =>
        Samples.Refused(() => Check("--process", _temp.File("p.json", process), "c1"));

    [Fact]
    public void Too_few_arguments_are_runcs_to_complain_about() => Check("c1");

    public void Dispose() => _temp.Dispose();
}
