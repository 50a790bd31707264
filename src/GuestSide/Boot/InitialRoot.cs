using Dkvm.GuestSide.Agent;
using Dkvm.Linux;

namespace Dkvm.GuestSide.Boot;

/// <summary>
/// The initramfs, which stays below the workload's root for as long as the machine runs: handles on it and on its
/// kernel file systems lead to what the workload does not see.
/// </summary>
internal sealed class InitialRoot
{
    private InitialRoot()
    {
        Root = FileNode.Locate("/");
        Devices = FileNode.Locate("/dev");
        Processes = FileNode.Locate("/proc");
        System = FileNode.Locate("/sys");
    }

    /// <summary>The initramfs itself.</summary>
    public int Root { get; }

    /// <summary>/dev with every device of the kernel.</summary>
    public int Devices { get; }

    /// <summary>/proc of the machine's first PID namespace.</summary>
    public int Processes { get; }

    public int System { get; }

    public KernelFolders Folders => new(Devices, Processes, System);

    public static InitialRoot Mount()
    {
        OpenStandardDescriptors();
        FileNode.SetUmask(0);
        Linux.Mount.Attach("devtmpfs", "/dev", "devtmpfs", MountFlags.NoSuid);
        Linux.Mount.Attach("proc", "/proc", "proc", MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec);
        Linux.Mount.Attach("sysfs", "/sys", "sysfs", MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec);
        return new();
    }

    /// <summary>The kernel opens /dev/console as 0, 1 and 2, unless the initramfs has none.</summary>
    private static void OpenStandardDescriptors()
    {
        int fd;
        do fd = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
        while (fd <= 2);
        Descriptor.Close(fd);
    }
}
