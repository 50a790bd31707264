using System.Text;
using System.Text.Json;
using Dkvm.Contract;
using Dkvm.GuestSide.Agent;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.GuestSide;

/// <summary>The hand-written reader and writer agree with the contract's serialisers.</summary>
public class PlanReaderTests
{
    private static readonly GuestPlan Full = new()
    {
        Hostname = "höst \"quoted\"",
        Domainname = "example.org",
        Mounts = [new("tmpfs", "/x", "tmpfs", ["a", "b"]), new("proc", "/proc", "proc", [])],
        ReadonlyRoot = true,
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
        Network = new()
        {
            Interfaces = [new("eth0", "02:00:00:00:00:01", 1500, ["10.0.0.2/24", "fd00::2/64"])],
            Routes = [new(null, "10.0.0.1", "eth0"), new("10.1.0.0/16", null, "eth0", "10.0.0.2", 7, Ipv6: true)],
            RelayDns = true,
        },
        UnixTimeNanoseconds = long.MaxValue,
        Entropy = [1, 2, 255],
    };

    [Fact]
    public void A_full_plan_is_read_as_it_was_written()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Full, ContractJson.Default.GuestPlan);
        Assert.Equal(Encoding.UTF8.GetString(json), Written(PlanReader.Read(json)));
        // Nothing is at its default, or the comparison would be blind for it.
        foreach (var part in (object[])[Full, Full.Process, Full.Network, Full.Process.Capabilities!])
            foreach (var property in part.GetType().GetProperties())
                Assert.False(IsDefault(property.GetValue(part)), $"{property.Name} is at its default");
    }

    [Fact]
    public void What_is_missing_keeps_its_default() =>
        Assert.Equal(
            Written(new GuestPlan { Process = new() { Args = ["x"] } }),
            Written(PlanReader.Read("""{"process":{"args":["x"]}}"""u8)));

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
        Assert.ThrowsAny<JsonException>(() => PlanReader.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_result_is_written_as_the_supervisor_reads_it()
    {
        var result = new ConfigureResult
        {
            Pid = 5, Failure = new(126, "no \"x\""), Kernel = "6.12", Marks = [new("init", 7)], Warnings = ["w"],
        };
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            ResultWriter.Write(writer, result);
        var read = JsonSerializer.Deserialize(stream.ToArray(), QgaJson.Default.ConfigureResult);
        Assert.Equivalent(result, read, strict: true);
    }

    private static string Written(GuestPlan plan) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(plan, ContractJson.Default.GuestPlan));

    private static bool IsDefault(object? value) => value is null or false or 0 or 0u or 0L or "" or System.Collections.ICollection { Count: 0 };
}
