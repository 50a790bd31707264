using System.Diagnostics;
using System.Text;
using Dkvm.GuestSide.Agent;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.GuestSide.Agent;

/// <summary>Order, limits and what is answered out of turn; QGA's own forms are in Interop.Tests.</summary>
public sealed class AgentServerTests : IDisposable
{
    private readonly AgentHarness _agent = new();

    public void Dispose() => _agent.Dispose();

    [Fact]
    public void A_command_that_is_too_long_is_refused_once_and_the_next_one_served()
    {
        _agent.Client.Send(Encoding.ASCII.GetBytes(new string('x', AgentCommands.MaxLine + 100_000) + "\n"));
        _agent.Client.Send("""{"execute": "guest-ping", "id": 1}""");
        Assert.Contains($"more than {AgentCommands.MaxLine} bytes", (string?)_agent.Client.Receive()["error"]!["desc"]);
        Assert.Equal(1, (int)_agent.Client.Receive()["id"]!);
    }

    [Fact]
    public void An_object_that_never_ends_is_given_up_at_the_limit()
    {
        var half = Encoding.ASCII.GetBytes("{\"a\": \"" + new string('x', 1_000_000) + "\",\n");
        for (var i = 0; i < 5; i++)
            _agent.Client.Send(half);
        Assert.Contains("more than", (string?)_agent.Client.Receive()["error"]!["desc"]);
        Assert.True(_agent.Synchronises(5));
    }

    [Fact]
    public void What_waits_behind_a_slow_command_keeps_its_order_and_ours_do_not_wait()
    {
        using var slow = new SlowCommand(_agent);
        _agent.Client.Send("""{"execute": "guest-ping", "id": 2}""");
        _agent.Client.Send("""{"execute": "dkvm-arm", "id": 3}""");
        Assert.Equal(3, (int)_agent.Client.Receive()["id"]!);
        _agent.Client.Send("""{"execute": "guest-shutdown", "arguments": {"mode": "halt"}}""");
        _agent.Client.Send("""{"execute": "dkvm-arm", "id": 4}""");
        Assert.Equal(4, (int)_agent.Client.Receive()["id"]!);
        Assert.Equal([ShutdownMode.Halt], _agent.Shutdowns);
        slow.Finish();
        Assert.Equal(1, (int)_agent.Client.Receive()["id"]!);
        Assert.Equal(2, (int)_agent.Client.Receive()["id"]!);
    }

    [Fact]
    public void Another_network_is_taken_while_a_slow_command_runs()
    {
        using var slow = new SlowCommand(_agent);

        _agent.Client.Send("""{"execute": "dkvm-network", "arguments": {"interfaces": [], "routes": [], "relayDns": true}, "id": 2}""");
        Assert.Equal(2, (int)_agent.Client.Receive()["id"]!);
        _agent.Client.Send("""{"execute": "dkvm-network", "arguments": {"interfaces": 5}, "id": 3}""");
        Assert.NotNull(_agent.Client.Receive()["error"]);

        Assert.True(Assert.Single(_agent.Networks).RelayDns);
        slow.Finish();
        Assert.Equal(1, (int)_agent.Client.Receive()["id"]!);
    }

    [Fact]
    public void Too_many_commands_behind_a_slow_one_are_refused()
    {
        using var slow = new SlowCommand(_agent);
        for (var i = 0; i < 65; i++)
            _agent.Client.Send($$"""{"execute": "guest-ping", "id": {{100 + i}}}""");
        var refused = _agent.Client.Receive();
        Assert.Equal((164, "64 commands wait already"), ((int)refused["id"]!, (string?)refused["error"]!["desc"]));
        slow.Finish();
        Assert.Equal([1, .. Enumerable.Range(100, 64)], Enumerable.Range(0, 65).Select(_ => (int)_agent.Client.Receive()["id"]!));
    }

    [Fact]
    public void Files_and_processes_are_bounded_in_number()
    {
        _agent.Workload = new(null, []);
        for (var i = 0; i < 64; i++)
        {
            Assert.Equal(1000 + i, (long)_agent.Client.Ask("guest-file-open", new() { ["path"] = "/dev/null" })["return"]!);
            Assert.NotNull(_agent.Client.Ask("guest-exec", new() { ["path"] = "/bin/true" })["return"]);
        }
        Assert.Contains("64 files are open", (string?)_agent.Client.Ask("guest-file-open", new() { ["path"] = "/dev/null" })["error"]!["desc"]);
        Assert.Contains("64 processes", (string?)_agent.Client.Ask("guest-exec", new() { ["path"] = "/bin/true" })["error"]!["desc"]);
        _agent.Client.Ask("guest-file-close", new() { ["handle"] = 1000 });
        Assert.Equal(1064, (long)_agent.Client.Ask("guest-file-open", new() { ["path"] = "/dev/null" })["return"]!);
    }

    [Fact]
    public void Without_a_workload_nothing_is_executed() => Assert.Equal(
        """{"class":"GenericError","desc":"the workload has not been started"}""",
        _agent.Client.Ask("guest-exec", new() { ["path"] = "/bin/true" })["error"]!.ToJsonString());

    /// <summary>
    /// guest-set-time, which reads the hardware clock. That is a pipe here, whose opening waits for its other side; and
    /// then it is no clock, so that nothing is set.
    /// </summary>
    private sealed class SlowCommand : IDisposable
    {
        private readonly string _pipe;

        public SlowCommand(AgentHarness agent)
        {
            _pipe = Path.Combine(agent.Devices, "rtc0");
            using var make = Process.Start("mkfifo", _pipe);
            make.WaitForExit();
            Assert.Equal(0, make.ExitCode);
            agent.Client.Send("""{"execute": "guest-set-time", "id": 1}""");
        }

        public void Finish() => Descriptor.Close(Descriptor.Open(_pipe, Descriptor.WriteOnly));

        public void Dispose() => File.Delete(_pipe);
    }
}
