using Dkvm.Linux;

namespace Dkvm.GuestSide.Agent;

/// <summary>The mount points of file systems that are on disks: proc_pid_mountinfo(5).</summary>
internal static class DiskMounts
{
    private const int DeviceAt = 2;
    private const int PathAt = 4;

    /// <param name="processes">/proc of the PID namespace that this process is in.</param>
    public static List<string> Read(int processes) => Parse(SmallFile.TryRead("self/mountinfo", at: processes) ?? "");

    /// <returns>In the order of mounting.</returns>
    public static List<string> Parse(string table)
    {
        var mounts = new List<string>();
        foreach (var line in table.Split('\n'))
        {
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 0 || fields.Length < separator + 3)
                continue;
            // Without a disk the kernel makes a device up, with 0 as its major number. So it does for btrfs, which has several.
            if (!fields[DeviceAt].StartsWith("0:", StringComparison.Ordinal) || fields[separator + 2].StartsWith("/dev/", StringComparison.Ordinal))
                mounts.Add(Unescape(fields[PathAt]));
        }
        return mounts;
    }

    /// <summary>Space, tab, newline and backslash come as three octal digits.</summary>
    private static string Unescape(string path) =>
        path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
}
