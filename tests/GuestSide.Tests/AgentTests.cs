using System.Text;
using System.Text.Json.Nodes;
using Dkvm.Protocol.Qga;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>What a guest's agent does to its machine; how it talks is in Interop.Tests. One boot for all.</summary>
public class AgentTests
{
    private const string Serial = "one";
    private const string MakeDisk = "mkdir -p /disk && mount -t ext4 /dev/xvda /disk";

    [Fact]
    public void The_agent_acts_in_the_workloads_view()
    {
        var disk = Path.GetTempFileName();
        try
        {
            Ext4.Make(disk);
            var plan = Plans.Shell("while true; do sleep 1; done") with { Devices = [new("/dev/xvda", Serial, 0x1B0, 0, 0)] };
            var (machine, result) = TestMachine.Start(plan, moreHardware:
            [
                "-netdev", "hubport,id=net0,hubid=0", "-device", "virtio-net-pci,netdev=net0,mac=02:42:ac:11:00:02,romfile=",
                "-drive", $"if=none,id=disk,format=raw,file={disk}", "-device", $"virtio-blk-pci,drive=disk,serial={Serial}",
            ]);
            using (machine)
            {
                Assert.NotNull(result.Pid);
                Executes(machine);
                KnowsTheTime(machine);
                ListsInterfaces(machine);
                RefusesToBeConfiguredAnew(machine);
                Freezes(machine);
                EndsAlthoughFrozen(machine, result);
            }
        }
        finally
        {
            File.Delete(disk);
        }
    }

    /// <summary>As root with all its rights, among the workload's processes, whose numbers the answers have.</summary>
    private static void Executes(TestMachine machine)
    {
        Assert.Equal("1 sh\n", Output(machine, "echo $(cat /proc/1/stat | cut -d' ' -f1) $(cat /proc/1/comm)"));
        Assert.Equal("good day\n", Output(machine, "echo $GREETING"));
        Assert.Equal("CapEff:\t000001ffffffffff\n", Output(machine, "grep CapEff /proc/self/status"));
        var pid = (int)machine.Agent.Ask("guest-exec", new() { ["path"] = "sleep", ["arg"] = new JsonArray("1000") })["return"]!["pid"]!;
        Assert.Equal("sleep\n", Output(machine, $"cat /proc/{pid}/comm; kill -9 {pid}"));
        Assert.Equal("""{"exited":true,"signal":9}""", End(machine, pid).ToJsonString());
    }

    private static void RefusesToBeConfiguredAnew(TestMachine machine) =>
        Assert.Contains("configured already", (string?)machine.Agent.Ask("dkvm-configure",
            new() { ["process"] = new JsonObject { ["args"] = new JsonArray("x") } })["error"]!["desc"]);

    private static void Freezes(TestMachine machine)
    {
        Assert.Equal("", Output(machine, MakeDisk));
        Assert.Equal(0, (int)machine.Agent.Ask("guest-fsfreeze-freeze-list", new() { ["mountpoints"] = new JsonArray("/") })["return"]!);
        Assert.Equal(1, (int)machine.Agent.Ask("guest-fsfreeze-freeze")["return"]!);
        Assert.Equal("frozen", (string?)machine.Agent.Ask("guest-fsfreeze-status")["return"]);
        Assert.Equal(
            """{"class":"CommandNotFound","desc":"Command guest-get-time has been disabled: the agent is in frozen state"}""",
            machine.Agent.Ask("guest-get-time")["error"]!.ToJsonString());
        var commands = machine.Agent.Ask("guest-info")["return"]!["supported_commands"]!.AsArray();
        Assert.Contains(commands, c => (string?)c!["name"] == "guest-exec" && !(bool)c["enabled"]!);
        Assert.Contains(commands, c => (string?)c!["name"] == "guest-shutdown" && (bool)c["enabled"]! && !(bool)c["success-response"]!);
        Assert.Equal(1, (int)machine.Agent.Ask("guest-fsfreeze-thaw")["return"]!);
        Assert.Equal("thawed", (string?)machine.Agent.Ask("guest-fsfreeze-status")["return"]);
        Assert.Equal("written\n", Output(machine, "echo written >/disk/file; sync; cat /disk/file"));
    }

    /// <summary>A process that waits for a frozen file system cannot be killed: the end thaws first.</summary>
    private static void EndsAlthoughFrozen(TestMachine machine, ConfigureResult result)
    {
        Assert.Equal(1, (int)machine.Agent.Ask("guest-fsfreeze-freeze-list", new() { ["mountpoints"] = new JsonArray("/disk") })["return"]!);
        machine.Agent.Send("""{"execute":"guest-shutdown"}""");
        Assert.Equal(137, machine.End(result).ExitCode);
    }

    private static string Output(TestMachine machine, string script)
    {
        var answer = machine.Agent.Ask("guest-exec", new()
        {
            ["path"] = "/bin/sh", ["arg"] = new JsonArray("-c", script), ["capture-output"] = "merged",
        });
        var end = End(machine, (int)answer["return"]!["pid"]!);
        return Encoding.UTF8.GetString(Convert.FromBase64String((string?)end["out-data"] ?? ""));
    }

    private static JsonNode End(TestMachine machine, int pid)
    {
        while (true)
            if (machine.Agent.Ask("guest-exec-status", new() { ["pid"] = pid })["return"] is { } status && (bool)status["exited"]!)
                return status;
    }

    private static void KnowsTheTime(TestMachine machine)
    {
        machine.Agent.Ask("guest-set-time", new() { ["time"] = 1_700_000_000_000_000_000 });
        Assert.InRange((long)machine.Agent.Ask("guest-get-time")["return"]!, 1_700_000_000_000_000_000, 1_700_000_060_000_000_000);
        // Without a time it is the hardware's clock that counts, which has just been set with the other.
        machine.Agent.Ask("guest-exec", new() { ["path"] = "date", ["arg"] = new JsonArray("-s", "2001-01-01 00:00") });
        Assert.Equal("{}", machine.Agent.Ask("guest-set-time")["return"]!.ToJsonString());
        Assert.InRange((long)machine.Agent.Ask("guest-get-time")["return"]!, 1_700_000_000_000_000_000 - 1_000_000_000, 1_700_000_060_000_000_000);
    }

    private static void ListsInterfaces(TestMachine machine)
    {
        var interfaces = machine.Agent.Ask("guest-network-get-interfaces")["return"]!.AsArray();
        Assert.Equal(
            """{"name":"lo","hardware-address":"00:00:00:00:00:00","ip-addresses":[{"ip-address-type":"ipv4","ip-address":"127.0.0.1","prefix":8},{"ip-address-type":"ipv6","ip-address":"::1","prefix":128}]}""",
            Text(interfaces.Single(i => (string)i!["name"]! == "lo")!));
    }

    private static string? Text(JsonNode? node) => node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
