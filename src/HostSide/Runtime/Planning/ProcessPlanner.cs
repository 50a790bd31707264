using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>The workload's process (config.md, "Process") as the guest will start it.</summary>
public static class ProcessPlanner
{
    /// <param name="inherited">Limits of a process that was given none.</param>
    public static ProcessPlan Make(JsonObject process, IReadOnlyList<RlimitPlan>? inherited = null)
    {
        var user = process.Object("user");
        var size = process.Object("consoleSize");
        return new()
        {
            Args = process.Texts("args"),
            Env = [.. process.Texts("env").Where(e => !OptionValues.IsOption(e))],
            Cwd = process.Text("cwd") is { Length: > 0 } cwd ? cwd : "/",
            Uid = Id(user.Unsigned("uid")),
            Gid = Id(user.Unsigned("gid")),
            AdditionalGids = [.. AdditionalGids(user)],
            Umask = user.Unsigned("umask") is { } umask ? (uint)umask & 0x1FF : null,
            Terminal = process.Flag("terminal"),
            Rows = (int)(size.Unsigned("height") ?? 0),
            Columns = (int)(size.Unsigned("width") ?? 0),
            Capabilities = Capabilities(process.Object("capabilities")),
            Rlimits = InheritedLimits.Under([.. process.Objects("rlimits").Select(Rlimit)], inherited ?? []),
            NoNewPrivileges = process.Flag("noNewPrivileges"),
            OomScoreAdj = (int?)process.Number("oomScoreAdj"),
        };
    }

    private static uint Id(ulong? id) => id is null or <= uint.MaxValue
        ? (uint)(id ?? 0)
        : throw new DkvmException($"config.json: {id} is no user or group id");

    private static IEnumerable<uint> AdditionalGids(JsonObject? user) => user?["additionalGids"] switch
    {
        null => [],
        JsonArray ids => ids.Select(i => i is JsonValue v && v.TryGetValue<uint>(out var id) ? id : throw NoGids()),
        _ => throw NoGids(),
    };

    private static DkvmException NoGids() => new("config.json: process.user.additionalGids is not an array of group ids");

    /// <summary>A missing object means none (runc, libcontainer/init_linux.go, finalizeNamespace).</summary>
    private static CapabilityPlan Capabilities(JsonObject? sets) => new()
    {
        Bounding = sets.Texts("bounding"),
        Effective = sets.Texts("effective"),
        Inheritable = sets.Texts("inheritable"),
        Permitted = sets.Texts("permitted"),
        Ambient = sets.Texts("ambient"),
    };

    private static RlimitPlan Rlimit(JsonObject limit) => new(
        limit.Text("type") ?? throw new DkvmException("config.json: a resource limit has no type"),
        limit.Unsigned("soft") ?? 0, limit.Unsigned("hard") ?? 0);
}
