using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// The poststop hook: gets the container's state on stdin (runtime.md, "State"), keeps its post-mortem, if it has one, sets a
/// template aside from which it could not go on, and removes its folder.
/// </summary>
public static class PostStopCommand
{
    /// <summary>No command of runc's, and none that a user types.</summary>
    public const string Name = "dkvm-poststop";

    public static void Run(Stream state, string run = Paths.HostRun)
    {
        var container = JsonNode.Parse(state) as JsonObject;
        if (container.Text("id") is not { } id || !ContainerFolder.IsId(id))
            return;
        PostMortems.Keep(id);
        try
        {
            if (File.Exists($"{run}/{id}/state/{Paths.TemplateFailedName}") && container.Text("bundle") is { } bundle
                && new Bundle(bundle).RewrittenSource(Paths.Templates) is { } kind)
                TemplateStore.SetAside(kind);
        }
        finally
        {
            new ContainerFolder(id, run).Remove();
        }
    }
}
