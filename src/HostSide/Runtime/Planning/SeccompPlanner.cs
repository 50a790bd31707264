using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>The workload's system call filter, which its own kernel applies (config-linux.md, "Seccomp").</summary>
public static class SeccompPlanner
{
    private static readonly HashSet<string> Actions =
    [
        "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_ACT_TRACE", "SCMP_ACT_ALLOW",
        "SCMP_ACT_LOG",
    ];

    private static readonly HashSet<string> Operators =
        ["SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];

    /// <returns>Null where everything is allowed.</returns>
    public static SeccompProfile? Make(JsonObject? seccomp)
    {
        if (seccomp is null)
            return null;
        return new()
        {
            DefaultAction = Known(seccomp.Text("defaultAction"), Actions, "action"),
            DefaultErrno = Errno(seccomp.Unsigned("defaultErrnoRet")),
            Architectures = seccomp.Texts("architectures"),
            Flags = seccomp.Texts("flags"),
            Rules = [.. seccomp.Objects("syscalls").Select(Rule)],
        };
    }

    private static SeccompRule Rule(JsonObject rule) => new(
        rule.Texts("names"), Known(rule.Text("action"), Actions, "action"), Errno(rule.Unsigned("errnoRet")), [.. rule.Objects("args").Select(Argument)]);

    private static SeccompArgument Argument(JsonObject argument) => new(
        argument.Unsigned("index") is <= 5 and var index
            ? (int)index
            : throw new DkvmException("the seccomp profile compares an argument that is none of 0 to 5"),
        argument.Unsigned("value") ?? 0, argument.Unsigned("valueTwo") ?? 0, Known(argument.Text("op"), Operators, "operator"));

    /// <summary>include/linux/err.h: no higher number is an error.</summary>
    private static int? Errno(ulong? number) => number switch
    {
        null => null,
        <= 4095 and var n => (int)n,
        var n => throw new DkvmException($"the seccomp profile answers with {n}, which is no error number"),
    };

    private static string Known(string? name, HashSet<string> known, string what) => name is not null && known.Contains(name)
        ? name
        : throw new DkvmException(
            $"the seccomp profile has the {what} {name ?? "(none)"}, which cannot be applied in a VM", remedy: $"use one of {string.Join(", ", known)}");
}
