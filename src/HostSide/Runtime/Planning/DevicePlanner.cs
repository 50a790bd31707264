using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dkvm.Contract;

namespace Dkvm.HostSide.Planning;

/// <summary>
/// --device: a block device of the host becomes a disk of the VM, with a node where the workload expects it. Any other device belongs
/// to the host's kernel: it is left out, and named (config-linux.md, "Devices").
/// </summary>
public sealed record DevicePlanner(ImmutableArray<HostDisk> Disks, ImmutableArray<string> Warnings)
{
    private const int DefaultMode = 0x1B0; // rw-rw----: runc's, for one without

    public IReadOnlyList<DiskPlan> ForMachine => [.. Disks.Select(d => d.Plan)];

    public IReadOnlyList<DevicePlan> ForGuest => [.. Disks.Select(d => d.Node)];

    /// <param name="linux">Of the specification.</param>
    /// <param name="isReadOnly">Whether the host itself can only read a device; null where that is not asked.</param>
    public static DevicePlanner Make(JsonObject? linux, Func<int, int, bool>? isReadOnly = null)
    {
        var devices = linux.Objects("devices").ToList();
        var rules = linux.Object("resources").Objects("devices").ToList();
        // With --privileged Docker lists every device of the host: its own disks must not be taken for wishes.
        if (rules.Any(IsForAll) && devices.Count > 0)
            return new([], [$"{devices.Count} devices of the host (--privileged) are not passed on to the VM, which has devices of its own"]);
        var disks = ImmutableArray.CreateBuilder<HostDisk>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var device in devices)
            if (device.Text("type") == "b")
                disks.Add(Disk(device, rules, disks.Count, isReadOnly));
            else
                warnings.Add($"--device {device.Text("path")}: {(device.Text("type") is "c" or "u" ? "a character device" : "a device")} of the host is not passed on to the VM");
        return new(disks.ToImmutable(), warnings.ToImmutable());
    }

    private static HostDisk Disk(JsonObject device, List<JsonObject> rules, int index, Func<int, int, bool>? isReadOnly)
    {
        var path = device.Text("path") is { } p && p.StartsWith('/') ? p : throw new DkvmException("config.json: a device has no absolute path");
        var (major, minor) = (device.Number("major"), device.Number("minor"));
        if (major is not (>= 0 and <= int.MaxValue) || minor is not (>= 0 and <= int.MaxValue))
            throw new DkvmException($"config.json: the device {path} has no number");
        // The last rule for it counts; --device PATH:PATH:r gives one without w.
        var access = rules.LastOrDefault(r => r.Text("type") == "b" && r.Number("major") == major && r.Number("minor") == minor)?.Text("access");
        var readOnly = (access is not null && !access.Contains('w')) || isReadOnly?.Invoke((int)major, (int)minor) == true;
        var serial = $"dkvm-disk-{index}";
        return new(
            (int)major.Value, (int)minor.Value, new($"/dev/{serial}", serial, readOnly),
            new(path, serial, (int)(device.Number("fileMode") ?? DefaultMode) & 0x1FF, (uint)(device.Unsigned("uid") ?? 0), (uint)(device.Unsigned("gid") ?? 0)));
    }

    private static bool IsForAll(JsonObject rule) =>
        rule.Flag("allow") && rule.Text("type") is null or "" or "a" && rule.Number("major") is null or -1 && rule.Number("minor") is null or -1;
}

/// <param name="Major">Of the host's device.</param>
/// <param name="Minor">Of the host's device.</param>
/// <param name="Plan">Of the machine.</param>
/// <param name="Node">In the guest.</param>
public sealed record HostDisk(int Major, int Minor, DiskPlan Plan, DevicePlan Node);
