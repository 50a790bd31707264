using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.HostSide.Docker;

namespace Dkvm.HostSide;

/// <summary>Finds the container that a user means: by the beginning of its id, or by the name that Docker gave it.</summary>
public sealed class Containers(string run = Paths.HostRun, string postMortems = Paths.HostPostMortems)
{
    /// <returns>The whole id.</returns>
    /// <exception cref="DkvmException">There is none, or more than one.</exception>
    public async Task<string> Find(string given, string dockerSocket)
    {
        var ids = Ids();
        var matches = ids.Where(id => id.StartsWith(given, StringComparison.Ordinal)).ToList();
        if (matches is [var only])
            return only;
        if (matches.Contains(given))
            return given;
        if (matches.Count > 1)
            throw new DkvmException($"{matches.Count} containers have an id that begins with {given}", remedy: "give more of it");
        using var engine = new Engine(dockerSocket);
        return await engine.ContainerId(given) is { } named && ids.Contains(named)
            ? named
            : throw new DkvmException($"there is no VM {given}, and none that failed lately", remedy: "dkvmctl ps lists those that run");
    }

    /// <summary>The state folder of a container that is there, or null.</summary>
    public string? State(string id) => Directory.Exists($"{run}/{id}/state") ? $"{run}/{id}/state" : null;

    /// <summary>What a container that failed left behind, or null.</summary>
    public PostMortem? PostMortem(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes($"{postMortems}/{id}.json"), ReportJson.Default.PostMortem);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private HashSet<string> Ids() =>
    [
        .. Names(run, Directory.EnumerateDirectories),
        .. Names(postMortems, folder => Directory.EnumerateFiles(folder, "*.json")).Select(Path.GetFileNameWithoutExtension).OfType<string>(),
    ];

    private static IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(folder) ? list(folder).Select(Path.GetFileName).OfType<string>() : [];
}
