using System.Collections.Immutable;
using Dkvm.Contract;
using Dkvm.HostSide.Disks;

namespace Dkvm.HostSide.Planning;

/// <summary>DKVM_DISKS: files with file systems, which the VM has as virtio disks and mounts.</summary>
public sealed record DiskPlanner(ImmutableArray<DiskFile> Files)
{
    public static readonly DiskPlanner None = new([]);

    /// <summary>
    /// Holes stay holes: what the workload deletes is given back to the host (mount(8), "discard"; QEMU, "discard=unmap").
    /// </summary>
    private const string MountOptions = "discard";

    /// <returns>A folder before what is mounted below it.</returns>
    public static IReadOnlyList<MountPlan> Mounts(IReadOnlyList<DiskChoice> choices, ImageTree image) =>
        [.. choices.Select((disk, i) => new MountPlan(disk.FileSystem, image.Resolve(disk.MountPoint), Serial(i), [MountOptions])).OrderBy(m => m.Destination.Count('/'))];

    /// <param name="choices">Of the option.</param>
    /// <param name="image">With all mounts, for a disk's file may lie on one.</param>
    /// <exception cref="DkvmException">A file cannot be such a disk.</exception>
    public static DiskPlanner Make(IReadOnlyList<DiskChoice> choices, ImageTree image)
    {
        var files = ImmutableArray.CreateBuilder<DiskFile>(choices.Count);
        foreach (var choice in choices)
        {
            var file = DiskFile.Find(choice, image);
            if (files.FirstOrDefault(f => f.OnHost == file.OnHost) is { } other)
                throw DiskFile.Wrong(choice, $"it is the same file as {other.Choice.File}");
            files.Add(file);
        }
        return new(files.ToImmutable());
    }

    public LaunchPlan AddTo(LaunchPlan plan) => plan with
    {
        Machine = plan.Machine with
        {
            Disks = [.. plan.Machine.Disks, .. Files.Select((f, i) => new DiskPlan(f.Path, Serial(i), ReadOnly: false, IsFile: true))],
        },
        Guest = plan.Guest with { Fstab = [.. Files.Select(FstabLine)] },
    };

    private static string FstabLine(DiskFile file) =>
        $"UUID={file.Uuid} {file.Choice.MountPoint} {file.Choice.FileSystem} {MountOptions},nofail 0 {(file.Choice.FileSystem == "ext4" ? 2 : 0)}";

    private static string Serial(int index) => $"dkvm-file-{index}";
}
