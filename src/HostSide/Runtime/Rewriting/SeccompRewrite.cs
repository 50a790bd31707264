using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The profile that Docker rendered stays, but Docker renders it from the workload's capabilities
/// (moby, profiles/seccomp): with --cap-drop ALL it lacks what the supervisor's own capabilities need.
/// </summary>
public static class SeccompRewrite
{
    /// <summary>include/uapi/linux/sched.h.</summary>
    private const ulong CLONE_FS = 0x200;

    public static void AllowSupervisor(JsonObject spec, RewriteInput input)
    {
        if (spec.Object("linux").Object("seccomp") is not { } seccomp)
            return;
        if (seccomp["syscalls"] is not JsonArray rules)
            seccomp["syscalls"] = rules = [];
        // virtiofsd shuts itself into what it serves.
        rules.Add(Allow("chroot"));
        // virtiofsd gives each of its threads a working directory of its own, with CLONE_FS and nothing else.
        rules.Add(Allow("unshare", new JsonObject { ["index"] = 0, ["value"] = CLONE_FS, ["op"] = "SCMP_CMP_EQ" }));
    }

    private static JsonNode Allow(string call, params JsonNode[] arguments)
    {
        var rule = new JsonObject { ["names"] = Spec.Array([call]), ["action"] = "SCMP_ACT_ALLOW" };
        if (arguments.Length > 0)
            rule["args"] = new JsonArray(arguments);
        return rule;
    }
}
