using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Disks;

/// <summary>
/// Makes a disk's file with the package's mkfs: sparse, and under another name until it is whole, so that a file which
/// is there is always a file system. Until then its maker has a lock on it: what has none was left by one that was killed.
/// </summary>
public static class DiskMaker
{
    private const int MostErrors = 2000;

    /// <exception cref="DkvmException">It cannot be made; nothing is left of it.</exception>
    public static void Make(DiskFile disk, Package package)
    {
        RemoveUnfinished(disk.OnHost);
        var unfinished = $"{disk.OnHost}.{disk.Uuid:N}";
        var fd = -1;
        try
        {
            fd = MakeSparse(disk, unfinished);
            Format(disk, unfinished, package);
            var result = FileNode.TryRename(unfinished, disk.OnHost);
            if (result < 0)
                throw DiskFile.Wrong(disk.Choice, result == -Errno.EEXIST ? "another container is making it" : $"it cannot be made ({Errno.Name(-result)})", "try again");
        }
        finally
        {
            FileNode.TryRemove(unfinished);
            Descriptor.Close(fd);
        }
    }

    /// <param name="path">Of the disk's file, on the host.</param>
    public static void RemoveUnfinished(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!))
        {
            if (!file.StartsWith($"{path}.", StringComparison.Ordinal) || !Guid.TryParseExact(file[(path.Length + 1)..], "N", out _))
                continue;
            var fd = Descriptor.TryOpen(file, Descriptor.ReadOnly | Descriptor.NoFollow);
            if (fd >= 0 && FileLock.TryTake(fd))
                FileNode.TryRemove(file);
            Descriptor.Close(fd);
        }
    }

    /// <returns>A descriptor with the lock.</returns>
    private static int MakeSparse(DiskFile disk, string path)
    {
        var fd = Descriptor.TryOpen(path, Descriptor.ReadWrite | Descriptor.Create | Descriptor.Exclusive);
        if (fd < 0)
            throw DiskFile.Wrong(disk.Choice, $"it cannot be made ({Errno.Name(-fd)})", "name a file in a place that can be written to");
        FileLock.TryTake(fd);
        var result = Descriptor.TrySetSize(fd, disk.Choice.Bytes!.Value);
        if (result == 0)
            return fd;
        Descriptor.Close(fd);
        throw DiskFile.Wrong(disk.Choice, $"its file system does not take a file of {disk.Choice.Bytes.Value >> 20} MiB ({Errno.Name(-result)})", "give a smaller size");
    }

    private static void Format(DiskFile disk, string path, Package package)
    {
        string[] arguments = disk.Choice.FileSystem switch
        {
            "ext4" => ["-q", "-F", "-L", DiskLabel.New, "-U", $"{disk.Uuid}", path],
            "btrfs" => ["-q", "-L", DiskLabel.New, "-U", $"{disk.Uuid}", path],
            _ => ["-q", "-L", DiskLabel.New, "-m", $"uuid={disk.Uuid}", path],
        };
        var errors = MemoryFile.Create("mkfs", 0);
        var nothing = Descriptor.Open("/dev/null", Descriptor.ReadOnly);
        try
        {
            var code = package.RunTool($"/usr/sbin/mkfs.{disk.Choice.FileSystem}", arguments, [nothing, errors, errors]);
            if (code != 0)
                throw DiskFile.Wrong(disk.Choice, $"mkfs.{disk.Choice.FileSystem} failed ({code}): {Text(errors)}");
        }
        finally
        {
            Descriptor.Close(nothing);
            Descriptor.Close(errors);
        }
    }

    private static string Text(int fd)
    {
        _ = Descriptor.TrySeek(fd, 0, Descriptor.FromStart);
        var bytes = new byte[MostErrors];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, Math.Max(Descriptor.Read(fd, bytes), 0)).Trim().ReplaceLineEndings("; ");
    }
}
