using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.CommandLine;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;
using Dkvm.Protocol.Control;

namespace Dkvm.HostSide.Commands;

/// <summary>update: the container's limits change by runc, always above what the VM can use, and the guest's by the supervisor.</summary>
public static class UpdateCommand
{
    /// <returns>The exit code; null for a container that is not ours: runc says what is to be said.</returns>
    /// <exception cref="DkvmException">What the VM cannot do.</exception>
    public static int? Run(Invocation invocation, string runc, IReadOnlyList<string> global, string run = Paths.HostRun)
    {
        // What is not understood here must not reach runc: a limit for the workload alone would kill QEMU.
        if (invocation.ContainerId is not { } id)
            throw new DkvmException("\"update\" requires exactly 1 argument(s), the container's id");
        if (!ContainerFolder.IsId(id) || new ContainerFolder(id, run).Plan() is not { } plan)
            return null;
        var flags = invocation.Flags!;
        var resources = flags.Value("resources") is { Length: > 0 } file ? Read(file) : UpdateFlags.AsResources(flags);
        var update = ResourceUpdate.Make(resources, plan.Machine, SchedAffinity.Count());

        var input = MemoryFile.Of("resources", System.Text.Encoding.UTF8.GetBytes(resources.ToJsonString()));
        _ = Descriptor.TrySeek(input, 0, Descriptor.FromStart);
        var code = RunToEnd.Run(runc, [.. global, "update", "--resources", "-", .. UpdateFlags.Others(flags), id], [input, 1, 2]);
        if (code == 0 && update is not { MemoryMiB: null, Vcpus: null })
            ControlClient.Tell(id, ResizeWire.Resize, json => ResizeWire.Write(json, update.MemoryMiB, update.Vcpus), run);
        return code;
    }

    /// <summary>- is stdin, as for runc.</summary>
    private static JsonObject Read(string file)
    {
        using var stream = file == "-"
            ? new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read)
            : File.OpenRead(file);
        return JsonNode.Parse(stream) as JsonObject ?? throw new DkvmException("the resources are no JSON object", file);
    }
}
