using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Rewriting;

/// <summary>The container's root is the package's, read-only and shared by all VMs; the image's becomes a mount.</summary>
public static class RootRewrite
{
    public static void UsePackage(JsonObject spec, RewriteInput input) =>
        spec["root"] = new JsonObject { ["path"] = input.Package.Rootfs, ["readonly"] = true };
}
