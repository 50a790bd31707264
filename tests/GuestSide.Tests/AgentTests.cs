using System.Text.Json.Nodes;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>Any QGA client can talk to the guest: forms of qga/qapi-schema.json in QEMU. One boot for all.</summary>
public class AgentTests
{
    [Fact]
    public void The_agent_answers_in_QGAs_forms()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("while true; do sleep 1; done"), moreHardware:
        [
            "-netdev", "user,id=net0,restrict=on", "-device", "virtio-net-pci,netdev=net0,mac=02:42:ac:11:00:02",
        ]);
        using (machine)
        {
            Assert.NotNull(result.Pid);
            Assert.Equal(8, (int)machine.Agent.Ask("guest-sync", new() { ["id"] = 8 })["return"]!);
            Assert.Equal("{}", machine.Agent.Ask("guest-ping")["return"]!.ToJsonString());
            AnswersInfo(machine);
            RepeatsTheId(machine);
            FailsInForm(machine);
            KnowsTheTime(machine);
            var os = machine.Agent.Ask("guest-get-osinfo")["return"]!;
            Assert.Equal(("testimage", "Test Image", "x86_64"), ((string?)os["id"], (string?)os["pretty-name"], (string?)os["machine"]));
            Assert.Equal(result.Kernel, (string?)os["kernel-release"]);
            ListsInterfaces(machine);
        }
    }

    private static void AnswersInfo(TestMachine machine)
    {
        var commands = machine.Agent.Ask("guest-info")["return"]!["supported_commands"]!.AsArray();
        Assert.Contains(commands, c => (string?)c!["name"] == "guest-shutdown" && !(bool)c["success-response"]!);
        Assert.Contains(commands, c => (string?)c!["name"] == "guest-ping" && (bool)c["enabled"]!);
    }

    private static void RepeatsTheId(TestMachine machine)
    {
        machine.Agent.Send("""{"id":{"a":[1,"x"]},"execute":"guest-ping"}""");
        Assert.Equal("""{"return":{},"id":{"a":[1,"x"]}}""", machine.Agent.Receive().ToJsonString());
    }

    private static void FailsInForm(TestMachine machine)
    {
        Assert.Equal(
            """{"error":{"class":"CommandNotFound","desc":"The command guest-fly has not been found"}}""",
            machine.Agent.Ask("guest-fly").ToJsonString());
        Assert.Equal(
            """{"class":"GenericError","desc":"Parameter 'id' is missing"}""",
            Text(machine.Agent.Ask("guest-sync")["error"]));
        machine.Agent.Send("{\"execute\": nonsense");
        Assert.StartsWith("JSON parse error", (string?)machine.Agent.Receive()["error"]!["desc"]);
        Assert.Contains("configured already", (string?)machine.Agent.Ask("dkvm-configure",
            new() { ["process"] = new JsonObject { ["args"] = new JsonArray("x") } })["error"]!["desc"]);
    }

    private static void KnowsTheTime(TestMachine machine)
    {
        machine.Agent.Ask("guest-set-time", new() { ["time"] = 1_700_000_000_000_000_000 });
        Assert.InRange((long)machine.Agent.Ask("guest-get-time")["return"]!, 1_700_000_000_000_000_000, 1_700_000_060_000_000_000);
    }

    /// <summary>The network cards' driver is in a module, which a machine without networks in its plan does not load.</summary>
    private static void ListsInterfaces(TestMachine machine)
    {
        var interfaces = machine.Agent.Ask("guest-network-get-interfaces")["return"]!.AsArray();
        Assert.Equal(
            """{"name":"lo","hardware-address":"00:00:00:00:00:00","ip-addresses":[{"ip-address-type":"ipv4","ip-address":"127.0.0.1","prefix":8},{"ip-address-type":"ipv6","ip-address":"::1","prefix":128}]}""",
            Text(Assert.Single(interfaces)));
    }

    private static string? Text(JsonNode? node) => node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
