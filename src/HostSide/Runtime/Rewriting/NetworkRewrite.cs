using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The guest has the container's address, and the container's own stack only a few ports of it, by which traffic is told
/// apart. The workload's sysctls apply in the guest and would hurt here.
/// </summary>
public static class NetworkRewrite
{
    public static void KeepPortsApart(JsonObject spec, RewriteInput input) =>
        spec.Ensure("linux")["sysctl"] = new JsonObject { ["net.ipv4.ip_local_port_range"] = $"{OwnPorts.First} {OwnPorts.Last}" };
}
