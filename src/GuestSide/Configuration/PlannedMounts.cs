using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>
/// The plan's mounts, made in the workload's root. Those of proc are only prepared: which processes they show depends
/// on who mounts them, so the entrypoint's own child does (<see cref="ForChild"/>), and with them all that lies below.
/// </summary>
internal sealed class PlannedMounts(ICollection<string> warnings)
{
    private readonly List<SpawnMount> _forChild = [];

    public IReadOnlyList<SpawnMount> ForChild => _forChild;

    public void Make(IReadOnlyList<MountPlan> plans)
    {
        foreach (var plan in plans)
            if (plan.Type == "proc" || _forChild.Exists(m => plan.Destination.StartsWith(m.Target + "/", StringComparison.Ordinal)))
                Defer(plan);
            else
                MakeNow(plan);
    }

    /// <summary>As runc: what is to be hidden or fixed is so for everybody, after all mounts.</summary>
    public void Protect(IReadOnlyList<string> masked, IReadOnlyList<string> readOnly)
    {
        foreach (var path in readOnly)
            _forChild.Add(new(SpawnMountKind.ReadOnly, path));
        foreach (var path in masked)
            _forChild.Add(new(SpawnMountKind.Mask, path));
    }

    private void Defer(MountPlan plan)
    {
        var options = MountOptions.Parse(plan.Options);
        if (!FileNode.Exists(plan.Destination) && plan.Type == "proc")
            Folders.Make(plan.Destination);
        _forChild.Add(new(
            SpawnMountKind.Plain, plan.Destination, plan.Source, plan.Type, (ulong)options.Flags, options.Data));
    }

    private void MakeNow(MountPlan plan)
    {
        var options = MountOptions.Parse(plan.Options);
        if (options.Flags.HasFlag(MountFlags.Bind))
        {
            warnings.Add($"the bind mount at {plan.Destination} belongs below the root; it was left out");
            return;
        }
        var (type, source, data) = (plan.Type, plan.Source, options.Data);
        if (type is "cgroup") // a guest of ours has the unified hierarchy only
            (type, source, data) = ("cgroup2", "cgroup", null);
        if (type is "tmpfs" && data?.Contains("mode=") != true && FileNode.Mode(plan.Destination) is { } mode)
            data = $"mode={Convert.ToString(mode, 8)}{(data is null ? "" : ",")}{data}"; // as the folder it covers: runc
        var result = Mount.TryAttach(source, plan.Destination, type, options.Flags, data);
        if (result == -Errno.ENOENT)
        {
            Folders.Make(plan.Destination);
            result = Mount.TryAttach(source, plan.Destination, type, options.Flags, data);
        }
        if (result < 0)
            throw new LinuxException($"mount {plan.Type} at {plan.Destination}", -result);
        if (options.Propagation != MountFlags.None)
            Mount.Attach(null, plan.Destination, null, options.Propagation);
        if (plan.Destination == DeviceFolder.Path)
            DeviceFolder.Fill(withNodes: type == "tmpfs");
    }
}
