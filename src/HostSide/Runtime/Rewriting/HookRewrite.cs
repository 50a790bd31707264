using System.Text.Json.Nodes;
using Dkvm.HostSide.Commands;

namespace Dkvm.HostSide.Rewriting;

/// <summary>The engine's hooks stay; one of ours removes /run/dkvm/ID when the container is deleted (config.md, "Poststop").</summary>
public static class HookRewrite
{
    public static void CleanUpAfterStop(JsonObject spec, RewriteInput input) =>
        Add(spec, "poststop", input.Package.Program, "dkvm", PostStopCommand.Name);

    /// <summary>The container has the file by its mount; nobody needs its name any more (config.md, "Poststart").</summary>
    public static void ForgetCopyOfCheckpoint(JsonObject spec, RewriteInput input)
    {
        if (input.Checkpoint is { IsContainerdsCopy: true } copy)
            Add(spec, "poststart", input.Package.Program, "dkvm", RestoreCommand.ForgetName, copy.Folder);
    }

    /// <summary>Beside the container, as soon as its workload runs; the hook itself only starts that.</summary>
    public static void MakeTemplate(JsonObject spec, RewriteInput input)
    {
        if (input.MakesTemplate)
            Add(spec, "poststart", input.Package.ControlProgram, "dkvmctl", "template", "build", "--like", input.ContainerId, "--in-background");
    }

    /// <summary>
    /// Docker's hook for the network takes longer than all else that runc does, and the VM needs its network last: the hook is
    /// started in its place, and its end awaited by the supervisor and by <see cref="StartCommand"/>. The specification has
    /// such hooks run before the user's program does (config.md, "Prestart"), and so they do.
    /// </summary>
    public static void LetNetworkCome(JsonObject spec, RewriteInput input)
    {
        if (input.Plan.NetworkComes && NetworkHook.In(spec) is { } hook)
        {
            hook["args"] = Spec.Array(["dkvm", NetworkHookCommand.Begin, hook.Text("path")!, .. hook.Texts("args")]);
            hook["path"] = input.Package.Program;
        }
    }

    private static void Add(JsonObject spec, string when, string program, params string[] arguments)
    {
        var hooks = spec.Ensure("hooks");
        if (hooks[when] is not JsonArray list)
            hooks[when] = list = [];
        JsonNode ours = new JsonObject { ["path"] = program, ["args"] = Spec.Array(arguments) };
        list.Add(ours);
    }
}
