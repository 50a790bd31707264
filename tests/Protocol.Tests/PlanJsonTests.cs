using System.Text.Json;
using Dkvm.Contract;

namespace Dkvm.Tests.Protocol;

public class PlanJsonTests
{
    private static readonly GuestPlan Guest = new()
    {
        Hostname = "h",
        Mounts = [new MountPlan("tmpfs", "/t", "tmpfs", ["nosuid", "size=64k"])],
        Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "10" },
        Process = new ProcessPlan
        {
            Args = ["sh", "-c", "x"],
            Env = ["SECRET=s3cret"],
            Rlimits = [new RlimitPlan("RLIMIT_NOFILE", 1024, ulong.MaxValue)],
            Capabilities = new CapabilityPlan { Bounding = ["CAP_KILL"] },
        },
        Network = new NetworkPlan
        {
            Interfaces = [new InterfacePlan("eth0", "02:42:ac:11:00:02", 1500, ["172.17.0.2/16"])],
            Routes = [new RoutePlan(null, "172.17.0.1", "eth0")],
        },
        Entropy = [1, 2, 3],
    };

    [Fact]
    public void A_launch_plan_survives_being_written_and_read()
    {
        var plan = new LaunchPlan
        {
            Version = 1,
            ContainerId = "c",
            CalledAt = DateTimeOffset.UnixEpoch,
            Machine = new MachinePlan { MemoryMiB = 512, Vcpus = 2, Accelerator = Accelerator.Tcg, KernelDirectory = "/k" },
            Guest = Guest,
        };
        var json = JsonSerializer.Serialize(plan, ContractJson.Default.LaunchPlan);
        var back = JsonSerializer.Deserialize(json, ContractJson.Default.LaunchPlan)!;
        Assert.Equal(json, JsonSerializer.Serialize(back, ContractJson.Default.LaunchPlan));
        Assert.Equal(ulong.MaxValue, back.Guest.Process.Rlimits[0].Hard);
    }

    [Fact]
    public void A_field_nobody_knows_is_an_error_not_silence() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"version":1,"surprise":2}""", ContractJson.Default.LaunchPlan));

    [Fact]
    public void A_process_does_not_print_the_values_of_its_environment() =>
        Assert.DoesNotContain("s3cret", Guest.Process.ToString());
}
