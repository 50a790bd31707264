using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The workload's profile is its own kernel's affair (SeccompPlanner). This side of the VM has one profile, whatever the
/// workload was given: with --security-opt seccomp=unconfined and --privileged, too.
/// </summary>
public static class SeccompRewrite
{
    // include/uapi/linux/sched.h: a new namespace of any kind, and a file system context of one's own.
    private const ulong CLONE_NEW = 0x7E02_0000;
    private const ulong CLONE_FS = 0x200;
    private const int ENOSYS = 38;

    public static void FilterSupervisor(JsonObject spec, RewriteInput input) => spec.Ensure("linux")["seccomp"] = new JsonObject
    {
        ["defaultAction"] = "SCMP_ACT_ERRNO",
        ["architectures"] = Spec.Array(["SCMP_ARCH_X86_64"]),
        ["syscalls"] = new JsonArray(
            Allow(SupervisorCalls.Allowed),
            Allow(["clone"], new JsonObject { ["index"] = 0, ["value"] = CLONE_NEW, ["valueTwo"] = 0, ["op"] = "SCMP_CMP_MASKED_EQ" }),
            // Its flags are behind a pointer: programs go on with clone.
            new JsonObject { ["names"] = Spec.Array(["clone3"]), ["action"] = "SCMP_ACT_ERRNO", ["errnoRet"] = ENOSYS },
            // virtiofsd gives each of its threads a working directory of its own.
            Allow(["unshare"], new JsonObject { ["index"] = 0, ["value"] = CLONE_FS, ["op"] = "SCMP_CMP_EQ" })),
    };

    private static JsonNode Allow(string[] calls, params JsonNode[] arguments)
    {
        var rule = new JsonObject { ["names"] = Spec.Array(calls), ["action"] = "SCMP_ACT_ALLOW" };
        if (arguments.Length > 0)
            rule["args"] = new JsonArray(arguments);
        return rule;
    }
}
