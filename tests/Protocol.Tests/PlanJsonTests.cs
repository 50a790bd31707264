using System.Text;
using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.Tests.Protocol;

public class PlanJsonTests
{
    private static readonly GuestPlan Guest = new()
    {
        Hostname = "höst \"quoted\"",
        Domainname = "example.org",
        Mounts = [new("tmpfs", "/x", "tmpfs", ["a", "b"]), new("proc", "/proc", "proc", [])],
        Devices = [new("/dev/xvda", "disk-0", 0x1B0, 1, 2)],
        ReadonlyRoot = true,
        InitSystem = true,
        Fstab = ["UUID=1 /data ext4 discard 0 2"],
        MaskedPaths = ["/m"],
        ReadonlyPaths = ["/r"],
        Sysctls = new Dictionary<string, string> { ["a.b"] = "1", ["c"] = "2" },
        Process = new()
        {
            Args = ["sh", ""],
            Env = ["A=ü", "B="],
            Cwd = "/w",
            Uid = uint.MaxValue,
            Gid = 2,
            AdditionalGids = [3, 4],
            Umask = 18,
            Terminal = true,
            Rows = 5,
            Columns = 6,
            NullStdin = true,
            Capabilities = new() { Bounding = ["1"], Effective = ["2"], Inheritable = ["3"], Permitted = ["4"], Ambient = ["5"] },
            Rlimits = [new("RLIMIT_CPU", 1, ulong.MaxValue)],
            NoNewPrivileges = true,
            OomScoreAdj = -5,
        },
        Seccomp = new([1, 2, 3, 4, 5, 6, 7, 8], 2, Interpret: true),
        Network = new()
        {
            Interfaces = [new("eth0", "02:00:00:00:00:01", 1500, ["10.0.0.2/24", "fd00::2/64"], "02:00:00:00:00:02")],
            Routes = [new(null, "10.0.0.1", "eth0"), new("10.1.0.0/16", null, "eth0", "10.0.0.2", 7, Ipv6: true)],
            RelayDns = true,
            DisableIpv6 = true,
        },
        UnixTimeNanoseconds = long.MaxValue,
        Entropy = [1, 2, 255],
    };

    private static readonly LaunchPlan Launch = new()
    {
        Version = LaunchPlan.CurrentVersion,
        ContainerId = "c",
        Machine = new()
        {
            MemoryMiB = 512, Vcpus = 2, Accelerator = Accelerator.Tcg, AcceleratorReason = "no flag", KernelDirectory = "/k", KernelReason = "why", KernelAppend = "a=b", Templates = "/t", WarmOnly = true, Checkpoint = new("/c", "/m", 2),
            Disks = [new("/dev/d", "disk-0", ReadOnly: true), new("/disks/a", "file-0", ReadOnly: false, IsFile: true)],
        },
        Guest = Guest,
        Seccomp = new()
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            DefaultErrno = 38,
            Architectures = ["SCMP_ARCH_X86_64"],
            Flags = ["SECCOMP_FILTER_FLAG_LOG"],
            Rules = [new(["a", "b"], "SCMP_ACT_ALLOW", 5, [new(1, ulong.MaxValue, 2, "SCMP_CMP_MASKED_EQ")])],
        },
        CalledAt = new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero),
        ShowTimeline = true,
        SysAdmin = true,
        KeepCache = true,
        NetworkComes = true,
        LogLevel = "debug",
        TemplateCards = 1,
        StopTimeoutSeconds = 20,
        Settings = new("/etc/x.conf", "a = 1"),
        Warnings = ["w"],
    };

    /// <summary>The serialiser, by reflection, is what the hand-written parts are compared with.</summary>
    private static readonly JsonSerializerOptions Reference = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    [Fact]
    public void A_plan_is_written_as_a_serialiser_would()
    {
        Assert.Equal(JsonSerializer.Serialize(Launch, Reference), Text(PlanJson.Write(Launch)));
        // Nothing is at its default, or the comparison would be blind for it.
        foreach (var part in (object[])[Launch, Launch.Machine, Guest, Guest.Process, Guest.Network, Guest.Process.Capabilities!, Launch.Seccomp!])
            foreach (var property in part.GetType().GetProperties())
                Assert.False(IsDefault(property.GetValue(part)), $"{property.Name} is at its default");
    }

    [Fact]
    public void A_timeline_is_written_as_a_serialiser_would()
    {
        TimelineMark[] marks = [new("vm: \"Booting\"", Launch.CalledAt), new("x", DateTimeOffset.UnixEpoch.AddTicks(1234567))];
        Assert.Equal(JsonSerializer.Serialize(marks, Reference), Text(PlanJson.Write(marks)));
    }

    [Fact]
    public void A_full_plan_is_read_as_it_was_written()
    {
        var json = PlanJson.Write(Launch);
        Assert.Equal(Text(json), Text(PlanJson.Write(PlanJson.ReadLaunchPlan(json))));
        Assert.Equal(ulong.MaxValue, PlanJson.ReadLaunchPlan(json).Guest.Process.Rlimits[0].Hard);
    }

    [Fact]
    public void What_is_missing_keeps_its_default() =>
        Assert.Equal(
            Text(PlanJson.Write(new GuestPlan { Process = new() { Args = ["x"] } })),
            Text(PlanJson.Write(PlanJson.ReadGuestPlan("""{"process":{"args":["x"]}}"""u8))));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"process":{"args":[]}}""")]
    [InlineData("""{"process":{"args":["x"],"colour":"red"}}""")]
    [InlineData("""{"process":{"args":"x"}}""")]
    [InlineData("""{"process":{"args":["x"],"uid":-1}}""")]
    [InlineData("""{"process":{"args":["x"]},"mounts":[{"type":"tmpfs"}]}""")]
    [InlineData("""{"process":{"args":["x"]""")]
    public void What_is_no_plan_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => PlanJson.ReadGuestPlan(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version":1,"surprise":2}""")]
    [InlineData("""{"version":1,"machine":{"memoryMiB":1,"vcpus":1,"accelerator":"Steam","kernelDirectory":"/k"}}""")]
    public void What_is_no_launch_plan_is_refused(string json) =>
        Assert.True(Try(json) is not { Version: LaunchPlan.CurrentVersion });

    [Fact]
    public void A_plan_of_another_version_is_read_as_far_as_its_version() =>
        Assert.Equal(2, PlanJson.ReadLaunchPlan("""{"version":2,"surprise":{"x":[1]}}"""u8).Version);

    [Fact]
    public void A_process_does_not_print_the_values_of_its_environment() =>
        Assert.DoesNotContain("A=ü", Guest.Process.ToString());

    private static LaunchPlan? Try(string json)
    {
        try
        {
            return PlanJson.ReadLaunchPlan(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);

    private static bool IsDefault(object? value) => value is null or false or 0 or 0u or 0L or "" or System.Collections.ICollection { Count: 0 };
}
