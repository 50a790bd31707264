using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide;
using Dkvm.HostSide.Planning;
using Dkvm.Tests.HostSide.Support;

namespace Dkvm.Tests.HostSide.Planning;

public class MachinePlannerTests
{
    private const long MiB = 1024 * 1024;

    private static int Memory(string resources, params string[] env) =>
        MachinePlanner.MemoryMiB(MemoryLimit.Of(Samples.Json(resources)), Samples.Options(env));

    [Fact]
    public void Memory_is_512_MiB_without_a_limit() => Assert.Equal(512, Memory("{}"));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_limit_is_no_limit(long limit) => Assert.Equal(512, Memory($$"""{ "memory": { "limit": {{limit}} } }"""));

    [Fact]
    public void The_workload_gets_the_whole_limit() => Assert.Equal(300, Memory("""{ "memory": { "limit": 314572800 } }"""));

    [Fact]
    public void The_limit_of_cgroup_v2s_own_name_counts_too() => Assert.Equal(300, Memory("""{ "unified": { "memory.max": "314572800" } }"""));

    [Fact]
    public void DKVM_MEMORY_comes_before_the_limit() =>
        Assert.Equal(128, Memory("""{ "memory": { "limit": 314572800 } }""", "DKVM_MEMORY=128m"));

    [Fact]
    public void DKVM_MEMORY_beyond_the_limit_is_an_error_naming_both()
    {
        var message = Samples.Refused(() => Memory("""{ "memory": { "limit": 314572800 } }""", "DKVM_MEMORY=1g")).Message;
        Assert.Contains("1024 MiB", message);
        Assert.Contains("300 MiB", message);
    }

    [Fact]
    public void A_limit_in_which_no_kernel_boots_is_an_error() =>
        Assert.Contains("32 MiB", Samples.Refused(() => Memory("""{ "memory": { "limit": 33554432 } }""")).Message);

    [Theory]
    [InlineData("{}", 4)]
    [InlineData("""{ "quota": 150000, "period": 100000 }""", 2)]
    [InlineData("""{ "quota": 50000, "period": 100000 }""", 1)]
    [InlineData("""{ "quota": 200000 }""", 2)]
    [InlineData("""{ "quota": 200000, "period": 0 }""", 2)]
    [InlineData("""{ "quota": -1 }""", 4)]
    [InlineData("""{ "quota": 900000, "period": 100000 }""", 4)]
    [InlineData("""{ "cpus": "0-2" }""", 3)]
    [InlineData("""{ "cpus": "0,2, 2" }""", 2)]
    [InlineData("""{ "cpus": "1", "quota": 400000, "period": 100000 }""", 1)]
    public void Vcpus_follow_quota_and_cpuset(string cpu, int vcpus) =>
        Assert.Equal(vcpus, MachinePlanner.Vcpus(Samples.Json(cpu), hostCpus: 4));

    [Theory]
    [InlineData("x")]
    [InlineData("3-1")]
    [InlineData("1-2-3")]
    [InlineData("0-99999999")]
    public void A_malformed_cpuset_is_an_error(string list) =>
        Assert.Contains(list, Samples.Refused(() => MachinePlanner.CpuSet(list)).Message);

    [Theory]
    [InlineData(512, Accelerator.Kvm, 0)]
    [InlineData(4096, Accelerator.Kvm, 0)]
    [InlineData(512, Accelerator.Tcg, 256)]
    public void Limits_are_raised_by_the_overhead_and_stay_in_order(int guest, Accelerator accelerator, int translations)
    {
        var resources = Samples.Json(
            $$"""{ "memory": { "limit": {{guest * MiB}}, "swap": {{guest * 2 * MiB}}, "reservation": {{guest * MiB / 2}}, "swappiness": 5 }, "unified": { "memory.max": "1000", "memory.high": "max" } }""");
        MemoryLimit.Raise(resources, Machine(guest, accelerator));
        var overhead = (160 + translations + MachineMemory.KernelShareMiB(guest) + MachineMemory.MiB(guest) / 16) * MiB;
        Assert.Equal(guest * MiB + overhead, resources.Object("memory").Number("limit"));
        Assert.Equal(guest * 2 * MiB + overhead, resources.Object("memory").Number("swap"));
        Assert.Equal(guest * MiB / 2 + overhead, resources.Object("memory").Number("reservation"));
        Assert.Equal(5, resources.Object("memory").Number("swappiness"));
        Assert.Equal($"{1000 + overhead}", resources.Object("unified").Text("memory.max"));
        Assert.Equal("max", resources.Object("unified").Text("memory.high"));
    }

    [Fact]
    public void Unlimited_swap_stays_unlimited()
    {
        var resources = Samples.Json("""{ "memory": { "limit": 9223372036854775807, "swap": -1 } }""");
        MemoryLimit.Raise(resources, Machine(512, Accelerator.Kvm));
        Assert.Equal(-1, resources.Object("memory").Number("swap"));
        Assert.Equal(long.MaxValue, resources.Object("memory").Number("limit"));
    }

    private static MachinePlan Machine(int mebibytes, Accelerator accelerator) =>
        new() { MemoryMiB = mebibytes, Vcpus = 1, Accelerator = accelerator, KernelDirectory = "/k" };
}
