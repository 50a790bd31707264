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
        ],
        [
            new("sysfs", "/sys", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
            new("cgroup2", "/sys/fs/cgroup", "cgroup", ["ro", "nosuid", "noexec", "nodev"]),
        ],
        [new("tmpfs", "/dev/shm", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=67108864"])],
    ];

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
        Span<int> places = stackalloc int[plans.Count];
        for (var i = 0; i < Trees.Length; i++)
        {
            if (_made[i] is not { } tree || !TryFind(Trees[i], plans, places))
                continue;
            for (var part = 0; part < Trees[i].Length; part++)
                found[places[part]] = new(part == 0 ? tree : null);
        }
        return found;
    }

    /// <summary>Those that no plan wanted are gone with this.</summary>
    public void Dispose()
    {
        foreach (var tree in _made)
            tree?.Dispose();
    }

    /// <param name="Tree">To be attached there; null for what lies in one that was attached before.</param>
    internal readonly record struct Standard(MountTree? Tree);

    /// <summary>A kernel that does not know one of them will say so to the plan that has it.</summary>
    private static MountTree? TryMake(MountPlan[] parts)
    {
        try
        {
            foreach (var part in parts)
                PlannedMounts.MakeNow(part, at: OnWorkbench(part));
            foreach (var other in Trees)
                if (other != parts && other[0].Destination.StartsWith(parts[0].Destination + "/", StringComparison.Ordinal))
                    Folders.Make(OnWorkbench(other[0]));
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

        string OnWorkbench(MountPlan plan) => Workbench + plan.Destination[parts[0].Destination.Length..];
    }

    /// <summary>Where the parts are among the plans; false where one is missing, or they come in another order.</summary>
    private static bool TryFind(MountPlan[] parts, IReadOnlyList<MountPlan> plans, Span<int> places)
    {
        var found = 0;
        for (var i = 0; i < plans.Count && found < parts.Length; i++)
            if (IsSame(parts[found], plans[i]))
                places[found++] = i;
        return found == parts.Length;
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
