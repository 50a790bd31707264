using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>What runc says of a container: runtime.md, "State".</summary>
internal static class RuncState
{
    /// <param name="runc">The program.</param>
    /// <param name="global">Global flags.</param>
    /// <param name="id">Of the container.</param>
    /// <returns>Null where there is no such container: runc has said so.</returns>
    public static JsonObject? Ask(string runc, IReadOnlyList<string> global, string id)
    {
        var answer = MemoryFile.Create("state", 0);
        try
        {
            RunToEnd.Run(runc, [.. global, "state", id], [0, answer, 2]);
            return JsonNode.Parse(File.ReadAllBytes($"/proc/self/fd/{answer}")) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            Descriptor.Close(answer);
        }
    }
}
