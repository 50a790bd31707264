using System.Text.Json;

namespace Dkvm.Contract.Json;

/// <summary>The part of <see cref="GuestPlanReader"/> for processes.</summary>
internal static class ProcessPlanReader
{
    public static ProcessPlan Read(ref Utf8JsonReader reader)
    {
        var plan = new ProcessPlan { Args = [] };
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "args" => plan with { Args = JsonReading.Texts(ref reader) },
                "env" => plan with { Env = JsonReading.Texts(ref reader) },
                "cwd" => plan with { Cwd = JsonReading.Text(ref reader) },
                "uid" => plan with { Uid = reader.GetUInt32() },
                "gid" => plan with { Gid = reader.GetUInt32() },
                "additionalGids" => plan with { AdditionalGids = JsonReading.List(ref reader, (ref Utf8JsonReader r) => r.GetUInt32()) },
                "umask" => plan with { Umask = reader.TokenType == JsonTokenType.Null ? null : reader.GetUInt32() },
                "terminal" => plan with { Terminal = reader.GetBoolean() },
                "rows" => plan with { Rows = reader.GetInt32() },
                "columns" => plan with { Columns = reader.GetInt32() },
                "nullStdin" => plan with { NullStdin = reader.GetBoolean() },
                "capabilities" => plan with { Capabilities = Capabilities(ref reader) },
                "rlimits" => plan with { Rlimits = JsonReading.List(ref reader, Limit) },
                "noNewPrivileges" => plan with { NoNewPrivileges = reader.GetBoolean() },
                "oomScoreAdj" => plan with { OomScoreAdj = JsonReading.NumberOrNull(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return plan.Args.Count == 0 ? throw JsonReading.Missing("args") : plan;
    }

    private static CapabilityPlan? Capabilities(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var plan = new CapabilityPlan();
        while (JsonReading.NextProperty(ref reader) is { } name)
            plan = name switch
            {
                "bounding" => plan with { Bounding = JsonReading.Texts(ref reader) },
                "effective" => plan with { Effective = JsonReading.Texts(ref reader) },
                "inheritable" => plan with { Inheritable = JsonReading.Texts(ref reader) },
                "permitted" => plan with { Permitted = JsonReading.Texts(ref reader) },
                "ambient" => plan with { Ambient = JsonReading.Texts(ref reader) },
                _ => throw JsonReading.Unknown(name),
            };
        return plan;
    }

    private static RlimitPlan Limit(ref Utf8JsonReader reader)
    {
        var limit = new RlimitPlan("", 0, 0);
        while (JsonReading.NextProperty(ref reader) is { } name)
            limit = name switch
            {
                "type" => limit with { Type = JsonReading.Text(ref reader) },
                "soft" => limit with { Soft = reader.GetUInt64() },
                "hard" => limit with { Hard = reader.GetUInt64() },
                _ => throw JsonReading.Unknown(name),
            };
        return limit;
    }
}
