using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The mounts that Docker gives each container (moby, oci/defaults.go), made before a machine is saved as a template: an emulator takes
/// a tenth of a warm start for them. Where a plan has them word for word, they only have to be put into place; what it has otherwise is made.
/// </summary>
internal sealed class StandardMounts : IDisposable
{
    /// <summary>A folder of the initramfs where nothing else is meanwhile.</summary>
    private const string Workbench = "/run";

    /// <summary>Each is put into place as a whole, or not at all: its first lies above the others.</summary>
    private static readonly MountPlan[][] Trees =
    [
        [
            new("tmpfs", "/dev", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            new("devpts", "/dev/pts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            new("mqueue", "/dev/mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
            new("tmpfs", Shm, "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"]),
        ],
        [
            new("sysfs", "/sys", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
            new("cgroup2", "/sys/fs/cgroup", "cgroup", ["ro", "nosuid", "noexec", "nodev"]),
        ],
    ];

    /// <summary>Of another size (--shm-size), or another's (--ipc), more often than the others are anything else: taken out again then.</summary>
    private const string Shm = "/dev/shm";

    private readonly MountTree?[] _made = new MountTree?[Trees.Length];

    private StandardMounts()
    {
    }

    public static StandardMounts Make()
    {
        var mounts = new StandardMounts();
        for (var i = 0; i < Trees.Length; i++)
            mounts._made[i] = TryMake(Trees[i]);
        return mounts;
    }

    /// <summary>What each of the plan's mounts has become, in their order; those with null are still to be made.</summary>
    public Standard?[] In(IReadOnlyList<MountPlan> plans)
    {
        var found = new Standard?[plans.Count];
        for (var i = 0; i < Trees.Length; i++)
            if (_made[i] is { } tree && TryPlace(Trees[i], plans) is { } places)
                for (var part = 0; part < places.Length; part++)
                    if (places[part] >= 0)
                        found[places[part]] = part == 0 ? new(tree, HasShm: places[^1] >= 0) : new(null, HasShm: true);
        return found;
    }

    public static void Place(Standard standard, string target)
    {
        if (standard.Tree is null)
            return;
        if (!FileNode.Exists(target))
            Folders.Make(target);
        standard.Tree.AttachAt(target);
        if (standard.HasShm)
            return;
        _ = Mount.TryDetachTree(Shm);
        FileNode.TryRemoveFolder(Shm);
    }

    /// <summary>Those that no plan wanted are gone with this.</summary>
    public void Dispose()
    {
        foreach (var tree in _made)
            tree?.Dispose();
    }

    /// <param name="Tree">To be attached there; null for what lies in one that is attached before.</param>
    /// <param name="HasShm">The plan has all that lies in it.</param>
    internal readonly record struct Standard(MountTree? Tree, bool HasShm);

    /// <summary>A kernel that does not know one of them will say so to the plan that has it.</summary>
    private static MountTree? TryMake(MountPlan[] parts)
    {
        try
        {
            foreach (var part in parts)
                PlannedMounts.MakeNow(part, at: Workbench + part.Destination[parts[0].Destination.Length..]);
            return MountTree.Clone(Workbench);
        }
        catch (LinuxException)
        {
            return null;
        }
        finally
        {
            _ = Mount.TryDetachTree(Workbench);
        }
    }

    /// <summary>Where each part is among the plans, -1 for <see cref="Shm"/> that is not; null where another is missing.</summary>
    private static int[]? TryPlace(MountPlan[] parts, IReadOnlyList<MountPlan> plans)
    {
        var places = new int[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            var place = part == 0 ? 0 : places[0] + 1; // what is mounted within comes after
            while (place < plans.Count && !IsSame(parts[part], plans[place]))
                place++;
            if (place == plans.Count && parts[part].Destination != Shm)
                return null;
            places[part] = place < plans.Count ? place : -1;
        }
        return places;
    }

    private static bool IsSame(MountPlan a, MountPlan b)
    {
        if (a.Destination != b.Destination || a.Type != b.Type || a.Source != b.Source || a.Options.Count != b.Options.Count)
            return false;
        for (var i = 0; i < a.Options.Count; i++)
            if (a.Options[i] != b.Options[i])
                return false;
        return true;
    }
}
