using System.Text.Json;
using Dkvm.Contract;
using Dkvm.Contract.Json;

namespace Dkvm.HostSide;

/// <summary>What the host keeps of containers: of those that are there, and of the last that failed.</summary>
public sealed class Containers(string run = Paths.HostRun, string postMortems = Paths.HostPostMortems)
{
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
}
