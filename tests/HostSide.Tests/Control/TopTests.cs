using System.Text.Json;
using Dkvm.Contract;
using Dkvm.HostSide.Commands;

namespace Dkvm.Tests.HostSide.Control;

public class TopTests
{
    private const string First = """
        {"pid":1,"parent":0,"uid":0,"user":"root","state":"S","cpuMilliseconds":70,"elapsedMilliseconds":65000,"memoryKiB":4300,"command":"sh -c sleep"}
        """;

    private const string Busy = """
        {"pid":12,"parent":1,"uid":1000,"user":"1000","state":"R","cpuMilliseconds":61230,"elapsedMilliseconds":122460,"memoryKiB":9216,"command":"worker"}
        """;

    [Fact]
    public void Who_has_run_most_comes_first() => Assert.Equal(
        """
            PID    PPID  USER  S   %CPU       TIME      MEMORY  COMMAND
             12       1  1000  R   50.0    1:01.23     9.0 MiB  worker
              1       0  root  S    0.1    0:00.07     4.2 MiB  sh -c sleep
        and 3 more

        """, Table(Parse($$"""{"processes": [{{First}}, {{Busy}}], "left_out": 3}""")), ignoreLineEndingDifferences: true);

    [Fact]
    public void A_terminals_lines_are_cut() => Assert.All(
        Table(Parse($$"""{"processes": [{{First}}], "left_out": 0}"""), columns: 30).Split('\n'), line => Assert.InRange(line.Length, 0, 30));

    [Fact]
    public void What_a_guest_calls_a_process_steers_no_terminal()
    {
        var evil = First.Replace("sh -c sleep", "\\u001b[2Jx\\ny\\u0007");
        Assert.Equal("x y", Assert.Single(Parse($$"""{"processes": [{{evil}}], "left_out": 0}""").Processes).Command);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"processes": 5, "left_out": 0}""")]
    [InlineData("""{"processes": [5], "left_out": 0}""")]
    [InlineData("""{"processes": [{}], "left_out": 0}""")]
    [InlineData("""{"processes": [{"pid": 1e99}], "left_out": 0}""")]
    [InlineData("""{"processes": []}""")]
    public void What_is_no_list_of_processes_is_refused(string answer) =>
        Assert.Contains("no list of processes", Assert.Throws<DkvmException>(() => Parse(answer)).Message);

    [Fact]
    public void What_cannot_be_less_than_nothing_is_not()
    {
        var odd = First.Replace("70", "-70").Replace("4300", "-1");
        var process = Assert.Single(Parse($$"""{"processes": [{{odd}}], "left_out": -5}""").Processes);
        Assert.Equal((0, 0, 0.0), (process.CpuMilliseconds, process.MemoryKiB, process.CpuPercent));
    }

    private static GuestProcesses Parse(string json) => GuestProcesses.Parse(JsonDocument.Parse(json).RootElement);

    private static string Table(GuestProcesses processes, int? columns = null)
    {
        var output = new StringWriter();
        TopCommand.Print(processes, columns, output);
        return output.ToString();
    }
}
