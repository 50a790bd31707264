using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The guest has the container's address, and the container's own stack only a few ports of it, by which traffic is told
/// apart. The workload's sysctls apply in the guest and would hurt here.
/// </summary>
public static class NetworkRewrite
{
    /// <summary>The supervisor's side; docs/networking has the rules that use it.</summary>
    public const int FirstPort = 65024;
    public const int LastPort = 65535;

    public static void KeepPortsApart(JsonObject spec, RewriteInput input) =>
        spec.Ensure("linux")["sysctl"] = new JsonObject { ["net.ipv4.ip_local_port_range"] = $"{FirstPort} {LastPort}" };
}
