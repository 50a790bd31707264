using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Rewriting;

/// <summary>The container runs the supervisor; terminal, window size, security label and OOM score stay the container's.</summary>
public static class ProcessRewrite
{
    /// <summary>virtiofsd holds a descriptor for each file that the guest knows of.</summary>
    private const ulong MostOpenFiles = 1024 * 1024;

    /// <summary>
    /// The same whatever the workload was given, which has its capabilities in the guest. NET_ADMIN: tap, bridge and
    /// traffic control. The others serve files as virtiofsd's own list has it (virtiofsd, README, "--modcaps"), or
    /// start helpers as another user and end them (SETUID, SETGID, SETPCAP, KILL).
    /// </summary>
    private static readonly string[] Capabilities =
    [
        "CAP_NET_ADMIN",
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_MKNOD", "CAP_SETFCAP", "CAP_SYS_CHROOT",
        "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL",
    ];

    public static void RunSupervisor(JsonObject spec, RewriteInput input)
    {
        var process = spec.Ensure("process");
        process["args"] = Spec.Array([Paths.Supervisor]);
        process["env"] = Spec.Array(["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]);
        process["cwd"] = "/";
        process["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 };
        process["noNewPrivileges"] = true;
        var openFiles = Math.Min(MostOpenFiles, input.Host.OpenFiles);
        process["rlimits"] = new JsonArray(
            Limit("RLIMIT_NOFILE", openFiles),
            // A core file of QEMU would hold the guest's memory.
            Limit("RLIMIT_CORE", 0));
    }

    public static void GrantCapabilities(JsonObject spec, RewriteInput input)
    {
        string[] granted = input.Plan.SysAdmin ? [.. Capabilities, "CAP_SYS_ADMIN"] : Capabilities;
        spec.Ensure("process")["capabilities"] = new JsonObject
        {
            ["bounding"] = Spec.Array(granted),
            ["effective"] = Spec.Array(granted),
            ["permitted"] = Spec.Array(granted),
        };
    }

    private static JsonObject Limit(string type, ulong value) => new() { ["type"] = type, ["soft"] = value, ["hard"] = value };
}
