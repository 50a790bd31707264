using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Processes;

/// <summary>
/// What the container's memory control group says. Version 2: Documentation/admin-guide/cgroup-v2.rst, "memory.events".
/// Version 1: cgroup-v1/memory.rst, "OOM Control".
/// </summary>
public static class MemoryEvents
{
    private const string V1 = Paths.ControlGroups + "/memory";

    private static readonly string[] NumbersOfV1 = ["memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.failcnt"];
    private static readonly string[] NumbersOfV2 = ["memory.max", "memory.peak"];

    /// <summary>How many processes the kernel has killed since the limit was reached; 0 where that cannot be read.</summary>
    public static long Kills() => Read().TryGetValue("oom_kill", out var kills) && long.TryParse(kills, out var n) ? n : 0;

    /// <summary>Names and values of the kernel's files, as they stand.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var facts = new Dictionary<string, string>();
        var isV2 = SmallFile.TryRead($"{Paths.ControlGroups}/memory.events") is not null;
        var events = SmallFile.TryRead(isV2 ? $"{Paths.ControlGroups}/memory.events" : $"{V1}/memory.oom_control") ?? "";
        foreach (var line in events.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split(' ') is [var name, var value])
                facts[name] = value;
        foreach (var name in isV2 ? NumbersOfV2 : NumbersOfV1)
            if (SmallFile.TryRead($"{(isV2 ? Paths.ControlGroups : V1)}/{name}") is { } value)
                facts[name] = value.Trim();
        return facts;
    }
}
