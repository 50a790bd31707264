using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.Planning;

namespace Dkvm.HostSide.Rewriting;

/// <summary>What the steps need to know besides the specification.</summary>
/// <param name="Checkpoint">On the host, where it goes on from one.</param>
/// <param name="ImageRoot">The image's root on the host, absolute.</param>
public sealed record RewriteInput(
    LaunchPlan Plan, MountLayout Mounts, Package Package, string ImageRoot, HostFacts Host, DiskPlanner Disks, TemplateMount? Templates = null,
    Kernel? Kernel = null, CheckpointFolder? Checkpoint = null)
{
    public string ContainerId => Plan.ContainerId;

    /// <summary>It boots, and the next of its kind shall not have to.</summary>
    public bool MakesTemplate { get; init; }
}

/// <summary>One step: changes the specification in its hands, does nothing else, reads nothing but its arguments.</summary>
public delegate void SpecRewrite(JsonObject spec, RewriteInput input);

/// <summary>From the workload's container to the supervisor's. Everything the workload had is in the plan by now.</summary>
public static class Rewrites
{
    public static readonly ImmutableArray<SpecRewrite> Steps =
    [
        RootRewrite.UsePackage,
        MountRewrite.Lay,
        ProcessRewrite.RunSupervisor,
        ProcessRewrite.GrantCapabilities,
        SeccompRewrite.FilterSupervisor,
        DeviceRewrite.OnlyOurs,
        ResourceRewrite.RaiseLimits,
        NetworkRewrite.KeepPortsApart,
        HookRewrite.LetNetworkCome,
        HookRewrite.CleanUpAfterStop,
        HookRewrite.ForgetCopyOfCheckpoint,
        HookRewrite.MakeTemplate,
    ];

    /// <returns>A new specification; the original is not touched.</returns>
    public static JsonObject Apply(JsonObject original, RewriteInput input)
    {
        var spec = (JsonObject)original.DeepClone();
        foreach (var step in Steps)
            step(spec, input);
        return spec;
    }
}
