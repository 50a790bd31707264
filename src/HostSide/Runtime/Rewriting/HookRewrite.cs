using System.Text.Json.Nodes;
using Dkvm.HostSide.Commands;

namespace Dkvm.HostSide.Rewriting;

/// <summary>The engine's hooks stay; one of ours removes /run/dkvm/ID when the container is deleted (config.md, "Poststop").</summary>
public static class HookRewrite
{
    public static void CleanUpAfterStop(JsonObject spec, RewriteInput input)
    {
        var hooks = spec.Ensure("hooks");
        if (hooks["poststop"] is not JsonArray poststop)
            hooks["poststop"] = poststop = [];
        JsonNode ours = new JsonObject
        {
            ["path"] = input.Package.Program,
            ["args"] = Spec.Array(["dkvm", PostStopCommand.Name]),
        };
        poststop.Add(ours);
    }
}
