using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Planning;

/// <summary>Which of a specification's mounts the container makes, below /vm, and which the guest makes itself.</summary>
/// <param name="BelowVm">As the specification has them, destinations moved.</param>
public sealed record MountLayout(ImmutableArray<JsonObject> BelowVm, ImmutableArray<MountPlan> Guest, ImmutableArray<string> Warnings)
{
    private static readonly HashSet<string> GuestTypes = ["proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup", "cgroup2"];

    /// <summary>Docker's own options for /dev/shm (moby, daemon/oci_linux.go).</summary>
    private static readonly string[] ShmOptions = ["nosuid", "noexec", "nodev", "mode=1777"];

    /// <param name="spec">The whole specification.</param>
    /// <param name="bundle">The folder that relative sources are relative to.</param>
    /// <param name="tree">The image's root.</param>
    /// <param name="disks">File systems of disks: mounted once there is a /dev, below all that the user has mounted.</param>
    public static MountLayout Make(JsonObject spec, string bundle, ImageTree tree, IReadOnlyList<MountPlan>? disks = null)
    {
        var belowVm = ImmutableArray.CreateBuilder<JsonObject>();
        var guest = ImmutableArray.CreateBuilder<MountPlan>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var mount in spec.Objects("mounts"))
        {
            var destination = tree.Resolve(Destination(mount));
            var source = mount.Text("source") ?? "";
            var options = mount.Texts("options");
            if (IsBind(mount))
            {
                source = Path.GetFullPath(source, bundle);
                if (destination == "/dev/shm" && FileSystemSize.Of(source) is { IsTmpfs: true } shm)
                {
                    guest.Add(new(
                        "tmpfs",
                        destination,
                        "shm",
                        shm.Bytes == 0 ? ShmOptions : [.. ShmOptions, $"size={shm.Bytes}"]));
                    continue;
                }
                if (HostInterface(destination) is { } kernel)
                {
                    warnings.Add($"{source} is not mounted at {destination}: the VM has a {kernel} of its own kernel there");
                    continue;
                }
                warnings.AddRange(WarningOf(source, destination));
                tree.Mount(destination, source, options.Contains("ro"));
            }
            else if (GuestTypes.Contains(mount.Text("type") ?? ""))
            {
                guest.Add(new(mount.Text("type")!, destination, source, options));
                if (destination == "/dev")
                    guest.AddRange(disks ?? []);
                continue;
            }
            // Made below /vm like any other, but hidden in the guest by what the guest has mounted above it by then.
            if (guest.Any(g => g.Type != "bind" && ImageTree.IsAtOrBelow(destination, g.Destination)))
                guest.Add(new("bind", destination, destination, options));
            belowVm.Add(Moved(mount, source, Paths.SharedRoot + (destination == "/" ? "" : destination)));
        }
        return new(belowVm.ToImmutable(), guest.ToImmutable(), warnings.ToImmutable());
    }

    private static string Destination(JsonObject mount) =>
        mount.Text("destination") is { Length: > 0 } destination ? destination : throw new DkvmException("config.json: a mount has no destination");

    /// <summary>As runc decides it (libcontainer/specconv, createLibcontainerMount).</summary>
    private static bool IsBind(JsonObject mount) =>
        mount.Text("type") == "bind" || mount.Texts("options").Any(o => o is "bind" or "rbind");

    /// <summary>/proc and /sys of the host say nothing true in the VM; systemd images are often given the latter's cgroup.</summary>
    private static string? HostInterface(string destination) =>
        ImageTree.IsAtOrBelow(destination, "/proc") ? "/proc" : ImageTree.IsAtOrBelow(destination, "/sys") ? "/sys" : null;

    private static IEnumerable<string> WarningOf(string source, string destination) => FileIdentity.Of(source) switch
    {
        { Kind: FileKind.Socket } =>
            [$"{source}, mounted at {destination}, is a socket of the host: nothing in the VM can connect to it"],
        { Kind: FileKind.BlockDevice } d =>
            [$"{source}, mounted at {destination}, is a block device: in the VM it stands for the VM's own device {d.Major}:{d.Minor}"],
        // Memory devices (null, zero, urandom …) are the same in every kernel: Documentation/admin-guide/devices.txt.
        { Kind: FileKind.CharacterDevice, Major: not 1 } d =>
            [$"{source}, mounted at {destination}, is a character device: in the VM it stands for the VM's own device {d.Major}:{d.Minor}"],
        _ => [],
    };

    private static JsonObject Moved(JsonObject mount, string source, string destination)
    {
        var moved = (JsonObject)mount.DeepClone();
        moved["destination"] = destination;
        if (source.Length > 0)
            moved["source"] = source;
        return moved;
    }
}
