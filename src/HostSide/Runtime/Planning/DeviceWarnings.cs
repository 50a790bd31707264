using System.Text.Json.Nodes;

namespace Dkvm.HostSide.Planning;

/// <summary>Devices of the host that the VM does not get, by name; never silence.</summary>
public static class DeviceWarnings
{
    /// <summary>With --privileged Docker lists every device of the host; one line says it.</summary>
    private const int MostNamed = 8;

    public static IEnumerable<string> Of(JsonObject? linux)
    {
        var devices = linux.Objects("devices").ToList();
        return devices.Count > MostNamed
            ? [$"{devices.Count} devices of the host (--privileged) are not passed on to the VM, which has devices of its own"]
            : devices.Select(d => $"--device {d.Text("path")}: {What(d.Text("type"))} of the host is not passed on to the VM");
    }

    private static string What(string? type) => type switch
    {
        "b" => "a block device",
        "c" or "u" => "a character device",
        _ => "a device",
    };
}
