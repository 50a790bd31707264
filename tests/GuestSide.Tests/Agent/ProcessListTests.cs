using System.Diagnostics;
using System.Text.Json.Nodes;
using Dkvm.GuestSide.Agent;

namespace Dkvm.Tests.GuestSide.Agent;

public sealed class ProcessListTests : IDisposable
{
    private const string Stat = "71 (a) (b c) S 70 71 71 34816 71 4194304 1 2 3 4 150 25 5 6 20 0 1 0 12345 1000000 250 18446744073709551615";
    private const string Status = "Name:\ta) (b c\nUmask:\t0022\nState:\tS (sleeping)\nUid:\t0\t1000\t0\t0\nNSpid:\t71\t7\nVmRSS:\t1000 kB\n";

    private readonly AgentHarness _agent = new();

    public void Dispose() => _agent.Dispose();

    [Fact]
    public void A_process_is_read_as_the_workload_sees_it() => Assert.Equal(
        new ProcessView(7, 70, 1000, "", "S", 1750, 200_000 - 123_450, 1000, "a) (b c"), ProcessView.Parse(Stat, Status, uptime: 200_000, ofNamespace: true));

    [Theory]
    [InlineData("55d0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:                1234 kB\nPss:  5 kB\n", 1234)]
    [InlineData("", 1000)]
    [InlineData(null, 1000)]
    public void A_process_has_the_memory_that_its_pages_say(string? rollup, long size) =>
        Assert.Equal(size, ProcessView.Parse(Stat, Status, 200_000, ofNamespace: true)!.WithMemory(rollup).MemoryKiB);

    [Theory]
    [InlineData("12345.67 23456.78\n", 12_345_670)]
    [InlineData("", 0)]
    public void A_machines_age_is_read(string file, long milliseconds) => Assert.Equal(milliseconds, ProcessView.Uptime(file));

    [Fact]
    public void Without_a_namespace_of_its_own_the_numbers_are_ours() => Assert.Equal(71, ProcessView.Parse(Stat, Status, 200_000, ofNamespace: false)!.Pid);

    [Fact]
    public void What_is_not_the_workloads_does_not_count()
    {
        Assert.Null(ProcessView.Parse(Stat, Status.Replace("\t7\n", "\n"), 200_000, ofNamespace: true));
        Assert.Null(ProcessView.Parse(Stat.Replace(" 4194304 ", " 2129984 "), Status, 200_000, ofNamespace: false)); // PF_KTHREAD
        Assert.Null(ProcessView.Parse("nonsense", Status, 200_000, ofNamespace: true));
        Assert.Null(ProcessView.Parse("1 (x) S 1", Status, 200_000, ofNamespace: true));
        Assert.Null(ProcessView.Parse(Stat, "", 200_000, ofNamespace: true));
    }

    [Fact]
    public void Before_the_workload_there_is_nothing_to_list()
    {
        _agent.Client.Send("""{"execute": "dkvm-processes", "id": 1}""");
        Assert.Contains("has not been started", (string?)_agent.Client.Receive()["error"]!["desc"]);
    }

    [Fact]
    public void Processes_have_their_arguments_their_parent_and_their_users_name()
    {
        _agent.Workload = new WorkloadView(null, []);
        using var child = Process.Start("sleep", ["1000"]);
        try
        {
            JsonNode found;
            do // until it has become what it is
            {
                _agent.Client.Send("""{"execute": "dkvm-processes", "id": 1}""");
                found = _agent.Client.Receive()["return"]!["processes"]!.AsArray().Single(p => (int)p!["pid"]! == child.Id)!;
            }
            while ((string?)found["command"] != "sleep 1000");
            Assert.Equal((Environment.ProcessId, 0, "root"), ((int)found["parent"]!, (int)found["uid"]!, (string)found["user"]!));
            Assert.True((long)found["memoryKiB"]! > 0);
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }

    [Theory]
    [InlineData(0, "root")]
    [InlineData(33, "www")]
    [InlineData(5, "5")]
    [InlineData(9, "9")]
    public void A_user_has_the_first_name_that_passwd_gives(uint uid, string name) => Assert.Equal(
        name, new UserNames($"# no line\nroot:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nwww:x:33:33\n:x:5:5\n{new string('x', 33)}:x:9:9\nbad:x:-1:0").Of(uid));
}
