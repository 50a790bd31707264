using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>What cannot be started: runc's words, Docker's codes.</summary>
public class StartFailureTests
{
    [Theory]
    [InlineData("nope", 127, "exec: \"nope\": executable file not found in $PATH")]
    [InlineData("/bin/nope", 127, "exec: \"/bin/nope\": stat /bin/nope: no such file or directory")]
    [InlineData("/etc/passwd", 126, "exec: \"/etc/passwd\": permission denied")]
    [InlineData("/bin", 126, "exec: \"/bin\": is a directory")]
    [InlineData("/bin/odd", 126, "exec /bin/odd: exec format error")]
    public void A_command_that_cannot_run_is_named_with_its_reason(string command, int code, string message)
    {
        var (machine, result) = TestMachine.Start(Plans.Run(command));
        using (machine)
        {
            Assert.Null(result.Pid);
            Assert.Equal((code, message), (result.Failure!.ExitCode, result.Failure.Message));
        }
    }

    [Fact]
    public void A_working_directory_that_is_a_file_is_named_and_the_machine_can_be_ended()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("exit 0").With(p => p with { Cwd = "/etc/passwd" }));
        using (machine)
        {
            Assert.Equal(
                (126, "chdir to cwd (\"/etc/passwd\") set in config.json failed: not a directory"),
                (result.Failure!.ExitCode, result.Failure.Message));
            machine.Agent.Send("""{"execute":"guest-shutdown"}""");
            Assert.Null(machine.End(result).ExitCode);
        }
    }
}
