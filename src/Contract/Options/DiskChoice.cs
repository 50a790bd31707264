namespace Dkvm.Contract;

/// <summary>One disk of DKVM_DISKS: a file that holds a file system.</summary>
/// <param name="FileSystem">One of <see cref="FileSystems"/>.</param>
/// <param name="Bytes">How large it is made where it does not exist; null where the user did not say.</param>
/// <param name="File">Absolute, as the container sees it.</param>
/// <param name="MountPoint">Absolute, as the workload sees it.</param>
public sealed record DiskChoice(string FileSystem, long? Bytes, string File, string MountPoint)
{
    /// <summary>Where the first disk goes that was given no mount point: Docker in the VM is what it is for.</summary>
    public const string DockersFolder = "/var/lib/docker";

    public const string Form = "<fs>,<size>,<file>[,<mountpoint>];… or <file>,<mountpoint>,<fs>[,<size>];…";

    /// <summary>In bytes; no disk needs more, and a file system's own limits are not far.</summary>
    private const long Most = 16L << 40;

    /// <summary>Each with the size below which its mkfs refuses, or nothing fits: mkfs.xfs(8), mkfs.btrfs(8).</summary>
    private static readonly (string Name, long Least)[] Known = [("ext4", 8L << 20), ("btrfs", 128L << 20), ("xfs", 300L << 20)];

    public static IEnumerable<string> FileSystems => Known.Select(k => k.Name);

    /// <exception cref="FormatException">Says which part is wrong.</exception>
    public static IReadOnlyList<DiskChoice> ParseAll(string value)
    {
        var disks = new List<DiskChoice>();
        foreach (var text in value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var disk = Parse(text, disks.All(d => d.MountPoint != DockersFolder));
            if (disks.Any(d => d.File == disk.File))
                throw new FormatException($"{disk.File} is named twice");
            if (disks.Any(d => d.MountPoint == disk.MountPoint))
                throw new FormatException($"two disks are to be mounted at {disk.MountPoint}");
            disks.Add(disk);
        }
        return disks.Count > 0 ? disks : throw new FormatException("names no disk");
    }

    private static DiskChoice Parse(string text, bool dockersFolderIsFree)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var (system, size, file, mountPoint) = parts switch
        {
            [var fs, var bytes, var path] when IsKnown(fs) => (fs, bytes, path, null),
            [var fs, var bytes, var path, var at] when IsKnown(fs) => (fs, bytes, path, at),
            [['/', ..] and var path, var at, var fs] => (fs, null, path, at),
            [['/', ..] and var path, var at, var fs, var bytes] => (fs, bytes, path, at),
            [var fs, ..] when parts.Length is 3 or 4 => throw new FormatException($"{fs} is no file system of a disk; {string.Join(", ", FileSystems)} are"),
            _ => throw new FormatException($"{text} has {parts.Length} parts"),
        };
        if (!IsKnown(system))
            throw new FormatException($"{system} is no file system of a disk; {string.Join(", ", FileSystems)} are");
        return new(
            system, size is null ? null : Size(size, system), Normal(file, "file"),
            Normal(mountPoint ?? (dockersFolderIsFree ? DockersFolder : $"/mnt/{Path.GetFileName(file)}"), "mount point"));
    }

    private static bool IsKnown(string system) => FileSystems.Contains(system);

    private static long Size(string text, string system)
    {
        UInt128 bytes;
        try
        {
            bytes = OptionForms.Bytes(text);
        }
        catch (FormatException)
        {
            throw new FormatException($"{text} is not a size");
        }
        var least = Known.First(k => k.Name == system).Least;
        if (bytes < (UInt128)least)
            throw new FormatException($"{text} is too small for {system}, which needs {least >> 20}m");
        return bytes <= (UInt128)Most ? (long)bytes : throw new FormatException($"{text} is more than {Most >> 40}t");
    }

    private static string Normal(string path, string what)
    {
        if (!path.StartsWith('/') || path.Any(char.IsControl) || path.Any(char.IsWhiteSpace))
            throw new FormatException($"the {what} {path} is not an absolute path without spaces");
        var normal = Path.GetFullPath(path).TrimEnd('/');
        return normal.Length > 0 && !KernelsOwn(normal) ? normal : throw new FormatException($"a {what} cannot be {path}");
    }

    private static bool KernelsOwn(string path) =>
        new[] { "/proc", "/sys", "/dev" }.Any(p => path == p || path.StartsWith(p + "/", StringComparison.Ordinal));
}
