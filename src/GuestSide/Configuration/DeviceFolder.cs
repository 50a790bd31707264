using Dkvm.Linux;

namespace Dkvm.GuestSide.Configuration;

/// <summary>/dev as runc makes it: the default devices and links of the OCI specification, config-linux.md.</summary>
internal static class DeviceFolder
{
    public const string Path = "/dev";
    public const string Multiplexer = Path + "/pts/ptmx";
    public const string Null = Path + "/null";

    private const string Console = Path + "/console";
    private const uint Everybody = 0x1B6; // rw-rw-rw-

    private static readonly (string Name, uint Major, uint Minor)[] Devices =
    [
        ("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0),
    ];

    private static readonly (string Name, string Target)[] Links =
    [
        ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx"), ("core", "/proc/kcore"),
    ];

    /// <param name="folder">It, wherever it is mounted now.</param>
    /// <param name="withNodes">A tmpfs has none; the kernel's devtmpfs has them all.</param>
    public static void Fill(string folder, bool withNodes)
    {
        if (withNodes)
            foreach (var (name, major, minor) in Devices)
                Check(name, FileNode.TryMakeDevice($"{folder}/{name}", FileNode.CharacterDevice, Everybody, major, minor));
        foreach (var (name, target) in Links)
            Check(name, FileNode.TryLink(target, $"{folder}/{name}"));
    }

    /// <summary>The workload's terminal is its /dev/console, as runc has it.</summary>
    public static void BindConsole(int terminalNumber)
    {
        Descriptor.Close(Descriptor.TryOpen(Console, Descriptor.ReadOnly | Descriptor.Create, Everybody));
        Mount.Attach($"{Path}/pts/{terminalNumber}", Console, null, MountFlags.Bind);
    }

    private static void Check(string name, int result)
    {
        if (result < 0 && result != -Errno.EEXIST)
            throw new LinuxException($"make {Path}/{name}", -result);
    }
}
