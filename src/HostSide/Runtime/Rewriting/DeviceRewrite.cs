using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Planning;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The container gets the devices of the VM, and the disks that the workload was given, and no others: runc itself adds null, zero, full, random, urandom and tty.
/// Numbers: Documentation/admin-guide/devices.txt.
/// </summary>
public static class DeviceRewrite
{
    public static void OnlyOurs(JsonObject spec, RewriteInput input)
    {
        var linux = spec.Ensure("linux");
        List<(string Path, string Type, int Major, int Minor)> ours = [("/dev/net/tun", "c", 10, 200)];
        if (input.Plan.Machine.Accelerator == Accelerator.Kvm)
            ours.Add((KvmFacts.Device, "c", 10, 232));
        foreach (var disk in DevicePlanner.Make(linux).Disks)
            ours.Add((disk.Plan.Device, "b", disk.Major, disk.Minor));

        linux["devices"] = new JsonArray([.. ours.Select(d => (JsonNode)new JsonObject
        {
            ["path"] = d.Path, ["type"] = d.Type, ["major"] = d.Major, ["minor"] = d.Minor,
            // Helpers open it as another user; only this container sees it.
            ["fileMode"] = 0x1B6, ["uid"] = 0, ["gid"] = 0,
        })]);
        linux.Ensure("resources")["devices"] = new JsonArray(
        [
            new JsonObject { ["allow"] = false, ["access"] = "rwm" },
            .. ours.Select(d => (JsonNode)new JsonObject
            {
                ["allow"] = true, ["type"] = d.Type, ["major"] = d.Major, ["minor"] = d.Minor, ["access"] = "rwm",
            }),
        ]);
    }
}
