using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Checks;

/// <summary>Namespaces that a VM cannot share: it has a kernel, a network stack and process ids of its own.</summary>
public static class NamespaceChecks
{
    public static void OwnNetwork(JsonObject spec)
    {
        if (Find(spec, "network") is not { } network || network.Text("path") is { Length: > 0 } own && HostFacts.IsOwnNamespace(own, "net"))
            throw new DkvmException(
                "--network host: a VM cannot share the host's network", remedy: "use a bridge network and publish ports (-p)");
        if (OfProcess(network) is { } path)
            throw new DkvmException(
                "--network container:…: a VM cannot share another container's network", path, "connect both to one user network (docker network create)");
    }

    public static void OwnProcesses(JsonObject spec)
    {
        if (Find(spec, "pid") is not { } pid)
            throw new DkvmException("--pid host: a VM cannot share the host's processes", remedy: "leave --pid out");
        if (pid.Text("path") is { Length: > 0 } path)
            throw new DkvmException(
                "--pid container:…: a VM cannot share another container's processes",
                path,
                "leave --pid out");
    }

    public static void NoUserNamespace(JsonObject spec)
    {
        if (Find(spec, "user") is not null)
            throw new DkvmException(
                "user namespaces (userns-remap, rootless) are not supported yet", remedy: "docker run --userns=host; the VM isolates more than a user namespace does");
    }

    /// <summary>IPC is not refused: it only means shared memory with others, which the workload may not use at all.</summary>
    public static IEnumerable<string> Warnings(JsonObject spec)
    {
        if (Find(spec, "ipc") is not { } ipc || ipc.Text("path") is { Length: > 0 })
            yield return "--ipc: the VM has shared memory and message queues of its own, not those of the host or of another container";
    }

    public static JsonObject? Find(JsonObject spec, string type) =>
        spec.Object("linux").Objects("namespaces").FirstOrDefault(n => n.Text("type") == type);

    /// <summary>Docker's way to name another container's namespace: /proc/PID/ns/net. Others, such as /run/netns/x, belong to this one.</summary>
    private static string? OfProcess(JsonObject space) =>
        space.Text("path") is { } path && path.StartsWith("/proc/", StringComparison.Ordinal) ? path : null;
}
