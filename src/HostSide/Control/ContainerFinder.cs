using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Docker;

namespace Dkvm.HostSide;

/// <summary>
/// Finds a VM's container by what a user calls it: its id, as much of it as no other has, or its name in Docker.
/// </summary>
/// <param name="engine">The Docker Engine, which knows the names; it need not be there.</param>
/// <param name="run">One folder a container.</param>
/// <param name="postMortems">One file ID.json a failure, where those that failed are meant too; else null.</param>
public sealed class ContainerFinder(Engine engine, string run = Paths.HostRun, string? postMortems = null)
{
    /// <returns>The whole id.</returns>
    /// <exception cref="DkvmException">There is none, or it is no VM's, or it does not run.</exception>
    public async Task<string> Find(string container)
    {
        if (container.Length == 0 || container.Contains('/') || container is "." or "..")
            throw new DkvmException($"\"{container}\" is no container's name or id");
        var ids = Ids();
        if (ids.Contains(container))
            return container;
        if (await engine.Container(container) is { } known)
            return VirtualMachine(container, known, ids);
        return ids.Where(id => id.StartsWith(container, StringComparison.Ordinal)).ToList() switch
        {
            [var id] => id,
            [] => throw new DkvmException($"there is no container {container}", remedy: "dkvmctl ps lists the VMs"),
            var several => throw new DkvmException($"{several.Count} containers' ids begin with {container}", remedy: "give more of the id"),
        };
    }

    private static string VirtualMachine(string container, JsonObject known, HashSet<string> ids)
    {
        if ((string?)known["Id"] is { } id && ids.Contains(id))
            return id;
        throw (bool?)known["State"]?["Running"] == true
            ? new DkvmException(
                $"container {container} is no VM: its runtime is {(string?)known["HostConfig"]?["Runtime"]}", remedy: "docker run --runtime=dkvm makes VMs")
            : new DkvmException($"container {container} is not running");
    }

    private HashSet<string> Ids()
    {
        var ids = Directory.Exists(run) ? Directory.EnumerateDirectories(run).Select(f => Path.GetFileName(f)).ToHashSet() : [];
        if (postMortems is not null && Directory.Exists(postMortems))
            ids.UnionWith(Directory.EnumerateFiles(postMortems, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)));
        return ids;
    }
}
