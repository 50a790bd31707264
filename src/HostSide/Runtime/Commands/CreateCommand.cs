using Dkvm.Contract;
using Dkvm.HostSide.Checks;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Planning;
using Dkvm.HostSide.Rewriting;

namespace Dkvm.HostSide.Commands;

/// <summary>create, run, restore: turns the bundle into the supervisor's, before runc sees it.</summary>
public static class CreateCommand
{
    public static void Prepare(Invocation invocation, RuncLog log)
    {
        // runc says itself what is wrong with an id, and that a container exists already; neither may cost a bundle.
        if (invocation.ContainerId is not { } id || !ContainerFolder.IsId(id) || Directory.Exists($"{invocation.Root}/{id}"))
            return;
        ContainerFolder.Sweep();
        var bundle = new Bundle(invocation.Bundle);
        var original = bundle.Read();
        var input = Plan(id, original, bundle.Folder, Package.OfThisProgram().Complete(), HostFacts.OfThisHost());
        var rewritten = Rewrites.Apply(original, input);

        var folder = new ContainerFolder(id);
        folder.Make(invocation.Root, bundle.Folder, input.Plan);
        try
        {
            bundle.Write(rewritten);
        }
        catch
        {
            folder.Remove();
            throw;
        }
        foreach (var warning in input.Plan.Warnings)
            log.Warn(warning);
    }

    public static RewriteInput Plan(string id, System.Text.Json.Nodes.JsonObject spec, string bundle, Package package, HostFacts host)
    {
        SpecChecks.Run(spec);
        var root = Path.GetFullPath(spec.Object("root").Text("path")!, bundle);
        var mounts = MountLayout.Make(spec, bundle, new ImageTree(root));
        var plan = Planner.Make(id, spec, mounts, host, new KernelStore(package.Kernels));
        return new(plan, mounts, package, root, host);
    }
}
