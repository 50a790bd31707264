using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Rewriting;

/// <summary>
/// The container gets the devices of the VM and no others: runc itself adds null, zero, full, random, urandom and tty.
/// Numbers: Documentation/admin-guide/devices.txt.
/// </summary>
public static class DeviceRewrite
{
    public static void OnlyOurs(JsonObject spec, RewriteInput input)
    {
        var linux = spec.Ensure("linux");
        List<(string Path, int Major, int Minor)> ours = [("/dev/net/tun", 10, 200)];
        if (input.Plan.Machine.Accelerator == Accelerator.Kvm)
            ours.Add((KvmFacts.Device, 10, 232));

        linux["devices"] = new JsonArray([.. ours.Select(d => (JsonNode)new JsonObject
        {
            ["path"] = d.Path, ["type"] = "c", ["major"] = d.Major, ["minor"] = d.Minor,
            // Helpers open it as another user; only this container sees it.
            ["fileMode"] = 0x1B6, ["uid"] = 0, ["gid"] = 0,
        })]);
        linux.Ensure("resources")["devices"] = new JsonArray(
        [
            new JsonObject { ["allow"] = false, ["access"] = "rwm" },
            .. ours.Select(d => (JsonNode)new JsonObject
            {
                ["allow"] = true, ["type"] = "c", ["major"] = d.Major, ["minor"] = d.Minor, ["access"] = "rwm",
            }),
        ]);
    }
}
