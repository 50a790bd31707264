using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dkvm.HostSide;

/// <summary>Who made a container's folder below /run/dkvm: the file owner.json there.</summary>
/// <param name="Root">runc's --root: the container lives as long as <c>Root/id</c> does.</param>
/// <param name="Bundle">The bundle's folder.</param>
/// <param name="Pid">The process that creates the container: dkvm, then runc.</param>
/// <param name="PidStart">Its start in clock ticks since boot, as a process id alone comes again (proc(5), stat).</param>
public sealed record ContainerOwner(string Root, string Bundle, int Pid, long PidStart)
{
    /// <exception cref="JsonException">The file is no such thing.</exception>
    /// <exception cref="IOException">There is none.</exception>
    public static ContainerOwner Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) is JsonObject owner
                ? new((string)owner["root"]!, (string)owner["bundle"]!, (int)owner["pid"]!, (long)owner["pidStart"]!)
                : throw new JsonException($"{file} is not a JSON object");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new JsonException($"{file} is not what it should be: {e.Message}", e);
        }
    }

    public void Write(string file) => File.WriteAllText(
        file, new JsonObject { ["root"] = Root, ["bundle"] = Bundle, ["pid"] = Pid, ["pidStart"] = PidStart }.ToJsonString(), new UTF8Encoding(false));
}
