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

    /// <summary>The container has the file by its mount; nobody needs its name any more (config.md, "Poststart").</summary>
    public static void ForgetCopyOfCheckpoint(JsonObject spec, RewriteInput input)
    {
        if (input.Checkpoint is not { IsContainerdsCopy: true } copy)
            return;
        var hooks = spec.Ensure("hooks");
        if (hooks["poststart"] is not JsonArray poststart)
            hooks["poststart"] = poststart = [];
        JsonNode ours = new JsonObject
        {
            ["path"] = input.Package.Program,
            ["args"] = Spec.Array(["dkvm", RestoreCommand.ForgetName, copy.Folder]),
        };
        poststart.Add(ours);
    }
}
