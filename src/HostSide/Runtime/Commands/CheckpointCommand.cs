using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Checkpoints;
using Dkvm.HostSide.CommandLine;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// checkpoint: the supervisor has the VM written into files of --image-path. containerd pauses the container first, which
/// holds up whoever is to do that: it goes on meanwhile, and is paused again where it is left running.
/// </summary>
public static class CheckpointCommand
{
    /// <summary>What CRIU can do with a process's memory, and what has no meaning for a VM's.</summary>
    private static readonly string[] Unknown = ["pre-dump", "lazy-pages", "page-server", "parent-path", "status-fd"];

    /// <returns>The exit code; null for a container that is not ours: runc says what is to be said.</returns>
    /// <exception cref="DkvmException">The VM cannot be saved; it goes on.</exception>
    public static int? Run(Invocation invocation, string runc, IReadOnlyList<string> global, string run = Paths.HostRun)
    {
        if (invocation.ContainerId is not { } id)
            throw new DkvmException("\"checkpoint\" requires exactly 1 argument(s), the container's id");
        if (!ContainerFolder.IsId(id) || new ContainerFolder(id, run).Plan() is not { } plan)
            return null;
        var flags = invocation.Flags!;
        if (Array.Find(Unknown, flag => flags.Value(flag) is not (null or "false" or "")) is { } flag)
            throw new DkvmException($"--{flag} is not possible for a VM", remedy: "leave it out: a VM is saved whole");
        if (plan.Machine.Disks.Count > 0)
            throw new DkvmException(
                $"a VM with disks (--device, {Options.Disks.Name}) cannot be saved: their content would go on without it", remedy: "stop it instead");
        var folder = CheckpointFolder.Of(flags.Value("image-path"));
        var leaveRunning = flags.Switch("leave-running");
        var package = new Package(PackageOf(id, run), "");
        var paused = RuncState.Ask(runc, global, id).Text("status") == "paused";
        if (paused)
            Do(runc, global, "resume", id);
        var ended = false;
        try
        {
            ended = Save(id, plan, folder, leaveRunning, package, run);
        }
        finally
        {
            if (paused && !ended)
                Do(runc, global, "pause", id);
        }
        return 0;
    }

    /// <returns>Whether it has ended.</returns>
    private static bool Save(string id, LaunchPlan plan, CheckpointFolder folder, bool leaveRunning, Package package, string run)
    {
        using var client = ControlClient.Connect(id, run);
        var (machine, memory) = folder.Begin();
        try
        {
            client.Send(CheckpointWire.Checkpoint, json => CheckpointWire.WriteRequest(json, leaveRunning), machine, memory);
            var (cards, kvm) = CheckpointWire.ReadSaved(((ControlAnswer.Event)client.Next()).Value);
            folder.Complete(CheckpointHeader.Of(plan, kvm ? Accelerator.Kvm : Accelerator.Tcg, cards, package));
        }
        catch
        {
            folder.Discard();
            throw;
        }
        finally
        {
            Descriptor.Close(machine);
            Descriptor.Close(memory);
        }
        AwaitEnd(client);
        return !leaveRunning;
    }

    private static void AwaitEnd(ControlClient client)
    {
        try
        {
            while (client.Next() is not ControlAnswer.Return)
            {
            }
        }
        catch (DkvmException) when (client.HasGone)
        {
            // As it should, where it is not to go on.
        }
    }

    /// <summary>The version that the container was started from, which an upgrade may have followed.</summary>
    private static string PackageOf(string id, string run) =>
        new ContainerFolder(id, run).Owner() is { } owner && new Bundle(owner.Bundle).RewrittenRoot() is { } root
            ? Path.GetDirectoryName(root)!
            : throw new DkvmException($"container {id} does not exist");

    private static void Do(string runc, IReadOnlyList<string> global, string command, string id)
    {
        if (RunToEnd.Run(runc, [.. global, command, id]) != 0)
            throw new DkvmException($"runc {command} failed", $"container {id}");
    }
}
