using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Commands;

/// <summary>The poststop hook: gets the container's state on stdin (runtime.md, "State") keeps its post-mortem, if it
/// has one, and removes its folder.</summary>
public static class PostStopCommand
{
    /// <summary>No command of runc's, and none that a user types.</summary>
    public const string Name = "dkvm-poststop";

    public static void Run(Stream state)
    {
        if ((JsonNode.Parse(state) as JsonObject).Text("id") is { } id && ContainerFolder.IsId(id))
        {
            PostMortems.Keep(id);
            new ContainerFolder(id).Remove();
        }
    }
}
