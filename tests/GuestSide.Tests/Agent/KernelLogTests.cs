using System.Diagnostics;
using System.Text;
using Dkvm.GuestSide.Agent;
using Dkvm.Linux;

namespace Dkvm.Tests.GuestSide.Agent;

/// <summary>dkvm-kernel-log, with a pipe in the place of /dev/kmsg: a record at a time, it behaves the same.</summary>
public sealed class KernelLogTests : IDisposable
{
    private readonly AgentHarness _agent = new();
    private readonly int _kernel;

    public KernelLogTests()
    {
        var path = $"{_agent.Devices}/kmsg";
        using (var made = Process.Start("mkfifo", [path]))
            made.WaitForExit();
        _kernel = Descriptor.Open(path, Descriptor.ReadWrite);
    }

    public void Dispose()
    {
        _agent.Dispose();
        Descriptor.Close(_kernel);
    }

    [Fact]
    public void What_is_there_is_answered_at_once()
    {
        Log("6,5,1234567,-;hello\n SUBSYSTEM=pci\n");
        Assert.Equal("""{"last":5,"lines":["[    1.234567] hello"]}""", Ask(-1, wait: false));
        Assert.Equal("""{"last":5,"lines":[]}""", Ask(5, wait: false));
    }

    [Fact]
    public void Who_waits_is_answered_when_the_kernel_speaks_and_holds_up_nobody()
    {
        Send(-1, wait: true, id: 1);
        _agent.Client.Send("""{"execute": "guest-ping", "id": 2}""");
        Assert.Equal(2, (int)_agent.Client.Receive()["id"]!);

        Log("4,9,2000000,-,caller=T1;oops\\x0aagain\n");

        var answer = _agent.Client.Receive();
        Assert.Equal((1, """{"last":9,"lines":["[    2.000000] oops","[    2.000000] again"]}"""), ((int)answer["id"]!, answer["return"]!.ToJsonString()));
    }

    [Fact]
    public void A_record_that_was_told_is_not_told_again()
    {
        Send(9, wait: true, id: 1);
        Log("6,8,1,-;old\n");
        Log("6,9,1,-;old\n");
        _agent.Client.Send("""{"execute": "guest-ping", "id": 2}""");
        Assert.Equal(2, (int)_agent.Client.Receive()["id"]!);

        Log("6,10,1,-;new\n");

        Assert.Equal("""{"last":10,"lines":["[    0.000001] new"]}""", _agent.Client.Receive()["return"]!.ToJsonString());
    }

    [Fact]
    public void Of_too_many_that_wait_the_oldest_is_sent_away_with_nothing()
    {
        for (var i = 0; i < 17; i++)
            Send(100, wait: true, id: i);

        var answer = _agent.Client.Receive();

        Assert.Equal((0, """{"last":100,"lines":[]}"""), ((int)answer["id"]!, answer["return"]!.ToJsonString()));
        Assert.True(_agent.Alive);
    }

    [Theory]
    [InlineData("""{"after": "x"}""", "expected: integer")]
    [InlineData("""{"wait": 1}""", "expected: boolean")]
    [InlineData("""{"more": 1}""", "'more' is unexpected")]
    public void Wrong_arguments_are_refused(string arguments, string why)
    {
        _agent.Client.Send($$"""{"execute": "dkvm-kernel-log", "arguments": {{arguments}}, "id": 1}""");
        Assert.Contains(why, (string?)_agent.Client.Receive()["error"]!["desc"]);
    }

    [Theory]
    [InlineData("6,339,5140900,-;NET: Registered\n", 339, 5140900, "NET: Registered")]
    [InlineData("30,340,61,c;tab\\x09 back\\x5cslash \\xc3\\xa4\n DEVICE=+pci:0\n", 340, 61, "tab\t back\\slash ä")]
    [InlineData("6,1,2,-;", 1, 2, "")]
    [InlineData("6,1,2,-;half \\x0", 1, 2, "half \\x0")]
    [InlineData("6,1,2,-;odd \\xzz \\q", 1, 2, "odd \\xzz \\q")]
    public void A_record_is_read(string record, long number, long time, string text) =>
        Assert.Equal(new KernelRecord(number, time, text), KernelRecord.Parse(Encoding.ASCII.GetBytes(record)));

    [Theory]
    [InlineData("")]
    [InlineData("no record")]
    [InlineData("6,x,1,-;text")]
    [InlineData("6;text")]
    [InlineData("6,1,;text")]
    public void What_is_no_record_is_none(string record) => Assert.Null(KernelRecord.Parse(Encoding.ASCII.GetBytes(record)));

    private void Log(string record) => Assert.True(Descriptor.WriteAll(_kernel, Encoding.ASCII.GetBytes(record)));

    private string Ask(long after, bool wait)
    {
        Send(after, wait, id: 1);
        return _agent.Client.Receive()["return"]!.ToJsonString();
    }

    private void Send(long after, bool wait, int id) =>
        _agent.Client.Send($$"""{"execute": "dkvm-kernel-log", "arguments": {"after": {{after}}, "wait": {{(wait ? "true" : "false")}}}, "id": {{id}}}""");
}
