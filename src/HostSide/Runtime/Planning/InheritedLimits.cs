using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// A container's process that is given no limits has those of the engine, whose child runc is; servers count on it. The
/// guest's kernel would give it a desktop's: 1024 open files, and processes by the size of its memory.
/// </summary>
public static class InheritedLimits
{
    /// <summary>What the guest's kernel gives a process anyway: INIT_RLIMITS, include/asm-generic/resource.h.</summary>
    private static readonly Dictionary<string, (ulong Soft, ulong Hard)> KernelDefaults = new()
    {
        ["RLIMIT_CPU"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_FSIZE"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_DATA"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_STACK"] = (8 << 20, Rlimit.Infinity),
        ["RLIMIT_CORE"] = (0, Rlimit.Infinity),
        ["RLIMIT_RSS"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_MEMLOCK"] = (8 << 20, 8 << 20),
        ["RLIMIT_AS"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_LOCKS"] = (Rlimit.Infinity, Rlimit.Infinity),
        ["RLIMIT_MSGQUEUE"] = (819200, 819200),
        ["RLIMIT_NICE"] = (0, 0),
        ["RLIMIT_RTPRIO"] = (0, 0),
        ["RLIMIT_RTTIME"] = (Rlimit.Infinity, Rlimit.Infinity),
    };

    /// <summary>Those that differ from what the guest's kernel gives.</summary>
    public static IReadOnlyList<RlimitPlan> OfThisProcess() =>
    [
        .. Rlimit.Current()
            .Where(l => !KernelDefaults.TryGetValue(l.Name, out var usual) || usual != (l.Soft, l.Hard))
            .Select(l => new RlimitPlan(l.Name, l.Soft, l.Hard)),
    ];

    /// <summary>What the specification gives comes first.</summary>
    public static IReadOnlyList<RlimitPlan> Under(IReadOnlyList<RlimitPlan> given, IReadOnlyList<RlimitPlan> inherited) =>
        [.. inherited.Where(i => given.All(g => g.Type != i.Type)), .. given];
}
