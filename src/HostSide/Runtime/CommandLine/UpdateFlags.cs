using System.Globalization;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.CommandLine;

/// <summary>The flags of runc update (runc, update.go) as the resources that they stand for.</summary>
public static class UpdateFlags
{
    /// <summary>Flag, object, member, and whether it is a size such as 300m.</summary>
    private static readonly (string Flag, string Object, string Member, bool IsSize)[] Known =
    [
        ("blkio-weight", "blockIO", "weight", false),
        ("cpu-period", "cpu", "period", false), ("cpu-quota", "cpu", "quota", false), ("cpu-burst", "cpu", "burst", false),
        ("cpu-rt-period", "cpu", "realtimePeriod", false), ("cpu-rt-runtime", "cpu", "realtimeRuntime", false), ("cpu-share", "cpu", "shares", false),
        ("cpu-idle", "cpu", "idle", false),
        ("memory", "memory", "limit", true), ("memory-reservation", "memory", "reservation", true), ("memory-swap", "memory", "swap", true),
        ("pids-limit", "pids", "limit", false),
    ];

    private static readonly string[] Texts = ["cpuset-cpus", "cpuset-mems"];

    /// <summary>They go to runc beside the resources.</summary>
    private static readonly string[] Beside = ["l3-cache-schema", "mem-bw-schema"];

    /// <exception cref="DkvmException">A value is no number, or no size.</exception>
    public static JsonObject AsResources(ParsedFlags flags)
    {
        var resources = new JsonObject();
        foreach (var (flag, part, member, isSize) in Known)
            if (flags.Value(flag) is { Length: > 0 } text)
                resources.Ensure(part)[member] = isSize ? Size(flag, text) : Number(flag, text);
        foreach (var flag in Texts)
            if (flags.Value(flag) is { Length: > 0 } text)
                resources.Ensure("cpu")[flag["cpuset-".Length..]] = text;
        return resources;
    }

    public static IEnumerable<string> Others(ParsedFlags flags) =>
        from flag in Beside
        let value = flags.Value(flag)
        where value is not null
        select $"--{flag}={value}";

    /// <summary>In bytes; -1 for no limit.</summary>
    private static long Size(string flag, string text)
    {
        if (text == "-1")
            return -1;
        try
        {
            return OptionForms.Bytes(text) is var bytes && bytes <= long.MaxValue ? (long)bytes : throw Invalid(flag, text);
        }
        catch (FormatException)
        {
            throw Invalid(flag, text);
        }
    }

    private static long Number(string flag, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid(flag, text);

    private static DkvmException Invalid(string flag, string text) => new($"invalid value \"{text}\" for flag -{flag}");
}
