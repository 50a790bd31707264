using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The plan's mounts, made in the workload's root. Those of proc are only prepared: which processes they show depends
/// on who mounts them, so the entrypoint's own child does (<see cref="ForChild"/>), and with them all that lies below.
/// </summary>
/// <param name="standard">Those that are made already; null where none are.</param>
internal sealed class PlannedMounts(StandardMounts? standard)
{
    private readonly List<SpawnMount> _forChild = [];

    public IReadOnlyList<SpawnMount> ForChild => _forChild;

    /// <param name="plans">In order.</param>
    /// <param name="onDisk">Mounts the file system of a disk.</param>
    /// <param name="processes">A descriptor of the machine's /proc.</param>
    public void Make(IReadOnlyList<MountPlan> plans, Action<MountPlan> onDisk, int processes)
    {
        var hidden = Binds(plans);
        var made = standard?.In(plans);
        for (var i = 0; i < plans.Count; i++)
            if (made?[i] is { } standardOne)
                StandardMounts.Place(standardOne, plans[i].Destination);
            else if (hidden?[i] is { } tree)
                Bind(tree, plans[i]);
            else if (DiskMount.Is(plans[i]))
                onDisk(plans[i]);
            else if (plans[i].Type == "cgroup")
                LegacyCgroups.Make(plans[i], processes);
            else if (plans[i].Type == "proc" || IsBelowDeferred(plans[i].Destination))
                Defer(plans[i]);
            else
                MakeNow(plans[i], plans[i].Destination);
        standard?.Dispose();
    }

    /// <summary>As runc: what is to be hidden or fixed is so for everybody, after all mounts.</summary>
    public void Protect(IReadOnlyList<string> masked, IReadOnlyList<string> readOnly)
    {
        foreach (var path in readOnly)
            _forChild.Add(new(SpawnMountKind.ReadOnly, path));
        foreach (var path in masked)
            _forChild.Add(new(SpawnMountKind.Mask, path));
    }

    /// <summary>Their sources are paths as they are before the first mount; null where there are none.</summary>
    private static MountTree?[]? Binds(IReadOnlyList<MountPlan> plans)
    {
        MountTree?[]? trees = null;
        for (var i = 0; i < plans.Count; i++)
            if (plans[i].Type == "bind")
                (trees ??= new MountTree?[plans.Count])[i] = MountTree.Clone(plans[i].Source);
        return trees;
    }

    private static void Bind(MountTree tree, MountPlan plan)
    {
        var target = plan.Destination;
        if (!FileNode.Exists(target))
        {
            Folders.Make(tree.IsFolder ? target : target[..target.LastIndexOf('/')]);
            if (!tree.IsFolder)
                Descriptor.Close(Descriptor.Open(target, Descriptor.ReadOnly | Descriptor.Create, mode: 0x1A4));
        }
        tree.AttachAt(target);
        tree.Dispose();
        var flags = MountOptions.Parse(plan.Options).Flags & ~MountFlags.Recursive;
        if (flags is not (MountFlags.None or MountFlags.Bind))
            Mount.Attach(null, target, null, flags | MountFlags.Bind | MountFlags.Remount);
    }

    private bool IsBelowDeferred(string path)
    {
        foreach (var mount in _forChild)
            if (path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
                return true;
        return false;
    }

    private void Defer(MountPlan plan)
    {
        var options = MountOptions.Parse(plan.Options);
        if (plan.Type == "proc" && !FileNode.Exists(plan.Destination))
            Folders.Make(plan.Destination);
        _forChild.Add(new(
            SpawnMountKind.Plain, plan.Destination, plan.Source, plan.Type, (ulong)options.Flags, options.Data));
    }

    /// <param name="plan">What to mount.</param>
    /// <param name="at">Where, instead of its destination.</param>
    internal static void MakeNow(MountPlan plan, string at)
    {
        var options = MountOptions.Parse(plan.Options);
        var (type, source, data) = (plan.Type, plan.Source, options.Data);
        var flags = options.Flags;
        if (type == "cgroup2")
        {
            (source, data) = ("cgroup", null); // those of version 1, which Docker may have given
            flags &= ~MountFlags.ReadOnly;     // there is one file system of them in a machine: this mount is read-only, not that
        }
        if (type is "tmpfs" && data?.Contains("mode=") != true && FileNode.Mode(at) is { } mode)
            data = $"mode={Convert.ToString(mode, 8)}{(data is null ? "" : ",")}{data}"; // as the folder it covers: runc
        var result = Mount.TryAttach(source, at, type, flags, data);
        if (result == -Errno.ENOENT)
        {
            Folders.Make(at);
            result = Mount.TryAttach(source, at, type, flags, data);
        }
        if (result < 0)
            throw new LinuxException($"mount {plan.Type} at {plan.Destination}", -result);
        if (flags != options.Flags)
            Mount.Attach(null, at, null, options.Flags | MountFlags.Bind | MountFlags.Remount);
        if (options.Propagation != MountFlags.None)
            Mount.Attach(null, at, null, options.Propagation);
        if (plan.Destination == DeviceFolder.Path)
            DeviceFolder.Fill(at, withNodes: type == "tmpfs");
    }
}
