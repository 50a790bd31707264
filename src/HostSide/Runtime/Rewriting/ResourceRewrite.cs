using System.Text.Json.Nodes;
using Dkvm.HostSide.Planning;

namespace Dkvm.HostSide.Rewriting;

/// <summary>Limits meant for the workload, which the supervisor, QEMU and virtiofsd must not be the ones to hit.</summary>
public static class ResourceRewrite
{
    /// <summary>Threads of the supervisor, virtiofsd and QEMU with all of its vCPUs and I/O threads.</summary>
    private const long OurTasks = 512;

    public static void RaiseLimits(JsonObject spec, RewriteInput input)
    {
        var resources = spec.Object("linux").Object("resources");
        MemoryLimit.Raise(resources, input.Plan.Machine);
        RaiseTasks(resources);
    }

    /// <summary>Where there is a limit of them.</summary>
    public static void RaiseTasks(JsonObject? resources)
    {
        if (resources.Object("pids").Number("limit") is > 0 and var limit)
            resources.Object("pids")!["limit"] = limit + OurTasks;
    }
}
