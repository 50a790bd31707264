using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Docker;

namespace Dkvm.HostSide;

/// <summary>
/// Finds a VM's container by what a user calls it: its id, as much of it as no other has, or its name in Docker.
/// </summary>
/// <param name="engine">The Docker Engine, which knows the names; it need not be there.</param>
/// <param name="run">One folder a container.</param>
public sealed class ContainerFinder(Engine engine, string run = Paths.HostRun)
{
    /// <returns>The whole id.</returns>
    /// <exception cref="DkvmException">There is none, or it is no VM's, or it does not run.</exception>
    public async Task<string> Find(string container)
    {
        if (container.Length == 0 || container.Contains('/') || container is "." or "..")
            throw new DkvmException($"\"{container}\" is no container's name or id");
        if (Directory.Exists($"{run}/{container}"))
            return container;
        if (await engine.Container(container) is { } known)
            return VirtualMachine(container, known);
        var ids = Directory.Exists(run)
            ? Directory.EnumerateDirectories(run, $"{container}*").Select(f => Path.GetFileName(f)).ToList()
            : [];
        return ids switch
        {
            [var id] => id,
            [] => throw new DkvmException($"there is no container {container}", remedy: "dkvmctl ps lists the VMs"),
            _ => throw new DkvmException($"{ids.Count} containers' ids begin with {container}", remedy: "give more of the id"),
        };
    }

    private string VirtualMachine(string container, JsonObject known)
    {
        var id = (string?)known["Id"] ?? "";
        if (Directory.Exists($"{run}/{id}"))
            return id;
        throw (bool?)known["State"]?["Running"] == true
            ? new DkvmException(
                $"container {container} is no VM: its runtime is {(string?)known["HostConfig"]?["Runtime"]}", remedy: "docker run --runtime=dkvm makes VMs")
            : new DkvmException($"container {container} is not running");
    }
}
