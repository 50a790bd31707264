using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public class ResourceUpdateTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>As docker run -m 400m --cpus 2 makes it.</summary>
    private static readonly MachinePlan Machine = new() { MemoryMiB = 400, Vcpus = 2, Accelerator = Accelerator.Tcg, KernelDirectory = "/kernels/default" };

    [Fact]
    public void Less_memory_is_the_guests_and_the_container_keeps_room_for_all_of_the_VM()
    {
        var (update, resources) = Make($$"""{ "memory": { "limit": {{300 * MiB}}, "swap": {{350 * MiB}} } }""");

        Assert.Equal(300 + MachineMemory.KernelShareMiB(400), update.MemoryMiB);
        Assert.Equal(400 * MiB + MemoryLimit.Overhead(Machine), resources.Object("memory").Number("limit"));
        Assert.Equal(50 * MiB, resources.Object("memory").Number("swap") - resources.Object("memory").Number("limit"));
    }

    [Fact]
    public void More_memory_than_the_machine_has_is_all_that_it_has()
    {
        var (update, resources) = Make($$"""{ "memory": { "limit": {{1024 * MiB}} } }""");

        Assert.Equal(MachineMemory.MiB(400), update.MemoryMiB);
        Assert.Equal(1024 * MiB + MemoryLimit.Overhead(Machine), resources.Object("memory").Number("limit"));
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{ "cpu": { "shares": 512 } }""", null)]
    [InlineData("""{ "cpu": { "quota": 50000, "period": 100000 } }""", 1)]
    [InlineData("""{ "cpu": { "quota": 150000, "period": 100000 } }""", 2)]
    [InlineData("""{ "cpu": { "quota": 900000, "period": 100000 } }""", 2)]
    [InlineData("""{ "cpu": { "cpus": "1" } }""", 1)]
    public void Processors_follow_quota_and_set(string resources, int? vcpus)
    {
        var (update, _) = Make(resources);
        Assert.Equal(vcpus, update.Vcpus);
        Assert.Null(update.MemoryMiB);
    }

    [Fact]
    public void Memory_in_which_no_kernel_goes_on_is_an_error() =>
        Assert.Contains("20 MiB", Samples.Refused(() => Make($$"""{ "memory": { "limit": {{20 * MiB}} } }""")).Message);

    [Fact]
    public void A_limit_of_tasks_is_not_the_VMs_own() => Assert.Equal(612, Make("""{ "pids": { "limit": 100 } }""").Resources.Object("pids").Number("limit"));

    [Fact]
    public void Flags_stand_for_resources()
    {
        var flags = ParsedFlags.Parse(FlagTable.Of("update")!, ["--memory", "300m", "--memory-swap=-1", "--cpu-quota", "50000", "--cpuset-cpus", "0-1", "--pids-limit", "7", "--l3-cache-schema", "L3:0=f"]);

        Assert.Equal(
            """{"cpu":{"quota":50000,"cpus":"0-1"},"memory":{"limit":314572800,"swap":-1},"pids":{"limit":7}}""",
            UpdateFlags.AsResources(flags).ToJsonString());
        Assert.Equal(["--l3-cache-schema=L3:0=f"], UpdateFlags.Others(flags));
    }

    [Theory]
    [InlineData("--memory", "much")]
    [InlineData("--cpu-quota", "1.5")]
    [InlineData("--memory", "99999999999g")]
    public void A_flag_that_is_no_number_is_an_error_naming_it(string flag, string value) =>
        Assert.Contains(flag[1..], Samples.Refused(() => UpdateFlags.AsResources(ParsedFlags.Parse(FlagTable.Of("update")!, [flag, value]))).Message);

    private static (ResourceUpdate Update, JsonObject Resources) Make(string resources)
    {
        var parsed = Samples.Json(resources);
        return (ResourceUpdate.Make(parsed, Machine, hostCpus: 4), parsed);
    }
}
