using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.Checks;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Disks;
using Dkvm.HostSide.Planning;
using Dkvm.HostSide.Rewriting;

namespace Dkvm.HostSide.Commands;

/// <summary>create, run, and restore (<see cref="RestoreCommand"/>): turns the bundle into the supervisor's, before runc sees it.</summary>
public static class CreateCommand
{
    public static void Prepare(Invocation invocation, string executor, RuncLog log, DateTimeOffset called, CheckpointFolder? checkpoint = null)
    {
        // Nothing that is not understood here may reach runc, which would start the workload without its VM.
        if (invocation.ContainerId is not { } id)
            throw new DkvmException($"\"{invocation.Command}\" requires exactly 1 argument(s), the container's id");
        if (!ContainerFolder.IsId(id))
            throw new DkvmException($"invalid container id {id}", remedy: "use letters, digits and _ + - .");
        // The container exists: runc says so, and its bundle must stay as it is.
        if (Directory.Exists($"{invocation.Root(executor)}/{id}"))
            return;
        ContainerFolder.Sweep();
        var bundle = new Bundle(invocation.Bundle);
        var original = bundle.Read();
        var input = Plan(
            id, original, bundle.Folder, Package.OfThisProgram().Complete(), HostFacts.OfThisHost(), new TemplateStore(), TemplateRequest.FromEnvironment(),
            checkpoint);
        var rewritten = Rewrites.Apply(original, input);
        foreach (var disk in input.Disks.Files.Where(d => !d.IsThere))
            DiskMaker.Make(disk, input.Package);

        var folder = new ContainerFolder(id);
        folder.Make(invocation.Root(executor), bundle.Folder, input.Plan with { CalledAt = called });
        try
        {
            bundle.Write(rewritten);
        }
        catch
        {
            folder.Remove();
            throw;
        }
        if (input.Templates is { Writable: false } used)
            TemplateStore.MarkUsed(used.Folder);
        foreach (var warning in input.Plan.Warnings)
            log.Warn(warning);
    }

    public static RewriteInput Plan(
        string id, JsonObject spec, string bundle, Package package, HostFacts host, TemplateStore templates, TemplateRequest? request = null,
        CheckpointFolder? checkpoint = null, string imageKernels = Paths.HostImageKernels)
    {
        SpecChecks.Run(spec);
        var options = OptionValues.From(spec.Object("process").Texts("env"));
        var root = Path.GetFullPath(spec.Object("root").Text("path")!, bundle);
        var image = new ImageTree(root);
        var wanted = options.Of(Options.Disks);
        var mounts = MountLayout.Make(spec, bundle, image, DiskPlanner.Mounts(wanted, image));
        var disks = DiskPlanner.Make(wanted, image);
        var kernel = KernelRequest.FromEnvironment() is { } asked
            ? new(asked)
            : KernelPlanner.Choose(options, root, KernelStore.Of(package), new(imageKernels, () => package.ModuleList));
        var made = disks.AddTo(Planner.Make(id, spec, options, mounts, host, kernel, image));
        if (ModuleMount.Make(spec, options, made, kernel.Kernel, image) is { } modules)
            mounts = mounts with { BelowVm = mounts.BelowVm.Add(modules) };
        if (checkpoint is not null)
            return new(RestoreCommand.GoOn(made, checkpoint, package), mounts, package, root, host, disks, Kernel: kernel.Kernel, Checkpoint: checkpoint);
        made = made with { NetworkComes = request is null && NetworkHook.In(spec) is not null };
        var choice = TemplatePlanner.Choose(made, options.Of(Options.Start), package, templates, request);
        return new(choice.Plan, mounts, package, root, host, disks, choice.Mount, kernel.Kernel)
        {
            MakesTemplate = choice.IsMissed && host.TemplateMaking == TemplateMaking.Automatic,
        };
    }
}
