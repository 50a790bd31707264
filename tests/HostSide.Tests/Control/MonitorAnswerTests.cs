using Dkvm.HostSide.Commands;

namespace Dkvm.Tests.HostSide.Control;

public class MonitorAnswerTests
{
    [Theory]
    [InlineData("unknown command: 'fly'\n", true)]
    [InlineData("Error: Device 'x' not found\n", true)]
    [InlineData("info: extra characters at the end of line\nTry \"help info\" for more information\n", true)]
    [InlineData("Command \"sendkey\" is not available with -nodefaults\n", true)]
    [InlineData("VM status: running\n", false)]
    [InlineData("", false)]
    [InlineData("x_latency: 3\nError: none\n", false)]
    public void QEMUs_errors_are_told_from_its_answers(string answer, bool error) => Assert.Equal(error, MonitorCommand.IsError(answer));
}
