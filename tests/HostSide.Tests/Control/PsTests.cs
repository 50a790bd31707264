using System.Text.Json.Nodes;
using Dkvm.Contract.Json;
using Dkvm.HostSide;
using Dkvm.HostSide.Commands;
using Dkvm.HostSide.Docker;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Control;

public sealed class PsTests : IDisposable
{
    private static readonly string Id = new('a', 64);

    private readonly TempFolder _temp = new();
    private readonly FakeEngine _docker;
    private readonly Engine _engine;

    public PsTests()
    {
        _docker = new FakeEngine(_temp["sock"]) { Containers = { ["json?all=true"] = $$"""[{"Id": "{{Id}}", "Names": ["/web"]}, {"Id": "other"}]""" } };
        _engine = new Engine(_temp["sock"]);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _docker.Dispose();
        _temp.Dispose();
    }

    [Theory]
    [InlineData("guest: kernel entered", "cold")]
    [InlineData("guest: plan", "warm")]
    public async Task A_VM_shows_what_it_is_called_what_it_has_and_how_it_came_up(string step, string start)
    {
        Make(pid: Environment.ProcessId);
        _temp.File($"run/{Id}/state/timeline.json", $$"""[{"step": "{{step}}", "at": "2026-01-02T03:04:05Z"}]""");

        var vm = await Only();

        Assert.Equal((Id, "web", "running", Environment.ProcessId, start), (vm["id"], vm["name"], vm["status"], (int)vm["pid"]!, vm["start"]) switch
        {
            var (id, name, status, pid, how) => ((string)id!, (string)name!, (string)status!, pid, (string)how!),
        });
        Assert.Equal((512, 2, "tcg", "sh -c x"), ((int)vm["memoryMiB"]!, (int)vm["vcpus"]!, (string)vm["accelerator"]!, (string)vm["command"]!));
        Assert.Equal("2026-01-02T03:04:05+00:00", (string)vm["startedAt"]!);
    }

    [Fact]
    public async Task Until_its_entrypoint_runs_a_VM_is_starting()
    {
        Make(pid: Environment.ProcessId);
        Assert.Equal("starting", (string)(await Only())["status"]!);
    }

    [Fact]
    public async Task One_that_has_only_been_created_and_one_that_has_ended_say_so()
    {
        Make(pid: Environment.ProcessId);
        _temp.File($"runc/{Id}/exec.fifo");
        Assert.Equal("created", (string)(await Only())["status"]!);
        Make(pid: int.MaxValue);
        Assert.Equal(("stopped", null), ((string)(await Only())["status"]!, (await Only())["pid"]));
        Directory.Delete(_temp["runc"], recursive: true);
        Assert.Equal("left behind", (string)(await Only())["status"]!);
    }

    [Fact]
    public async Task Without_an_engine_it_has_no_name()
    {
        Make(pid: Environment.ProcessId);
        using var nobody = new Engine(_temp["none"]);
        Assert.Null((await Only(nobody))["name"]);
    }

    [Fact]
    public void The_table_has_a_line_for_each()
    {
        var at = DateTimeOffset.Parse("2026-01-02T03:04:05Z");
        var output = new StringWriter();

        PsCommand.Print(
        [
            new(Id, "a-long-name", "running", 123, 512, 2, "tcg", "warm", at, "sh -c " + new string('x', 100)),
            new("b1", null, "left behind", null, 4096, 16, "kvm", null, null, "true"),
        ], at.AddMinutes(65), output);

        Assert.Equal(
            """
            CONTAINER     NAME         STATUS         UP      PID      MEMORY  VCPUS  ACCEL  START  COMMAND
            aaaaaaaaaaaa  a-long-name  running        1h      123     512 MiB      2  tcg    warm   sh -c xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
            b1                         left behind                   4096 MiB     16  kvm           true

            """, output.ToString(), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(0.4, "0s")]
    [InlineData(-3, "0s")]
    [InlineData(59.9, "59s")]
    [InlineData(60, "1m")]
    [InlineData(3600 * 23.9, "23h")]
    [InlineData(86400 * 400.0, "400d")]
    public void An_age_is_in_the_largest_unit(double seconds, string age) => Assert.Equal(age, PsCommand.Age(TimeSpan.FromSeconds(seconds)));

    private void Make(int pid)
    {
        var plan = Samples.Input(memoryMiB: 512).Plan;
        plan = plan with
        {
            ContainerId = Id, Machine = plan.Machine with { Vcpus = 2 },
            Guest = plan.Guest with { Process = plan.Guest.Process with { Args = ["sh", "-c", "x"] } },
        };
        Directory.CreateDirectory(_temp[$"run/{Id}/state"]);
        File.WriteAllBytes(_temp[$"run/{Id}/launch.json"], PlanJson.Write(plan));
        new ContainerOwner(_temp["runc"], "/bundle", 1, 1).Write(_temp[$"run/{Id}/owner.json"]);
        _temp.File($"runc/{Id}/state.json", $$"""{"init_process_pid": {{pid}}, "created": "2026-01-02T03:04:05Z"}""");
    }

    private async Task<JsonObject> Only(Engine? engine = null)
    {
        var output = new StringWriter();
        Assert.Equal(0, await PsCommand.Run(engine ?? _engine, json: true, output, _temp["run"]));
        return (JsonObject)Assert.Single(JsonNode.Parse(output.ToString())!.AsArray())!;
    }
}
