using System.Collections.Immutable;

namespace Dkvm.Contract;

/// <summary>
/// All options, once. The runtime, <c>dkvmctl options</c> and docs/options.md read this table. A name that stands in
/// <c>docker run -e</c> is for the VM, never for the workload: DKVM_* is taken out of its environment.
/// </summary>
public static class Options
{
    public const string Prefix = "DKVM_";

    /// <summary>In MiB, where neither DKVM_MEMORY nor a memory limit says otherwise.</summary>
    public const int DefaultMemoryMiB = 512;

    public static readonly Option<Accelerator> Accel = new(
        "DKVM_ACCEL", "auto|kvm|tcg", "auto",
        "How the VM runs: hardware virtualisation (kvm), software emulation (tcg), or kvm where it works (auto).",
        Accelerator.Auto, OptionForms.Accelerator);

    public static readonly Option<KernelChoice> Kernel = new(
        "DKVM_KERNEL", "<dist>[/<version>]|default", "the kernel in the image, else the newest of its distribution, else the default",
        "One of the kernels that dkvmctl kernel list shows; without a version the distribution's newest. dkvmctl kernel add adds others.",
        KernelChoice.Default, KernelChoice.Parse);

    public static readonly Option<string> KernelAppend = new(
        "DKVM_KERNEL_APPEND", "<arguments>", "none",
        "More arguments for the kernel's command line.", "", OptionForms.KernelArguments);

    public static readonly Option<bool> KernelMountLibModules = new(
        "DKVM_KERNEL_MOUNT_LIB_MODULES", "0|1", "0",
        "Mounts the kernel's modules over the whole of /lib/modules. Without, workloads that can use modules have them at /lib/modules/<version>.",
        false, OptionForms.Switch);

    public static readonly Option<int> Memory = new(
        "DKVM_MEMORY", "<size>", $"the container's memory limit, else {DefaultMemoryMiB}m",
        "The VM's memory: a number with k, m or g, as for docker run --memory.",
        DefaultMemoryMiB, OptionForms.Mebibytes);

    public static readonly Option<int> Cpus = new(
        "DKVM_CPUS", "<count>", "what --cpus and --cpuset-cpus allow, else the host's",
        "The number of the VM's processors, 1 to 255.", 0, OptionForms.Vcpus);

    public static readonly Option<CgroupVersion> CgroupFs = new(
        "DKVM_CGROUPFS", "none|1|2|hybrid", "2",
        "The control groups that the workload sees: version 2, version 1 as far as the kernel has it, both, or none.",
        CgroupVersion.Two, OptionForms.Cgroups);

    public static readonly Option<long> DevShmSize = new(
        "DKVM_DEV_SHM_SIZE", "<size>", "what --shm-size says, else Docker's 64m",
        "The size of /dev/shm: a number with k, m or g.", 0, OptionForms.Size);

    public static readonly Option<bool> SysAdmin = new(
        "DKVM_SYS_ADMIN", "0|1", "0",
        "Lets virtiofsd use CAP_SYS_ADMIN on the host's side, for overlayfs on the shared root, whose trusted attributes need it. Not recommended: it weakens what a guest that broke out would meet. DKVM_DISKS is the better place for overlayfs.",
        false, OptionForms.Switch);

    public static readonly Option<bool> Cache = new(
        "DKVM_CACHE", "auto|always", "auto",
        "How long the guest relies on what it knows of the container's files: it asks the host again after a second, and whenever a file is opened whether it has changed (auto), or never (always). With always, what others than the VM change, as docker cp, volumes and Docker's own /etc/hosts do, may not be seen.",
        false, OptionForms.CacheIsKept);

    public static readonly Option<StartKind> Start = new(
        "DKVM_START", "auto|cold|warm", "auto",
        "How the guest starts: from a VM template of its size (warm), by booting (cold), or warm where there is a template (auto). dkvmctl template makes them.",
        StartKind.Auto, OptionForms.Start);

    public static readonly Option<bool> Timeline = new(
        "DKVM_TIMELINE", "0|1", "0",
        "Prints where the start-up time went on the container's stderr when it ends.", false, OptionForms.Switch);

    public static readonly Option<string> Log = new(
        "DKVM_LOG", "debug|information|warning|error", "information",
        "The least severe messages that the supervisor's log keeps.", "information", OptionForms.LogLevel);

    public static readonly Option<int> StopTimeout = new(
        "DKVM_STOP_TIMEOUT", "<seconds>", "10, Docker's own default",
        "How long a stop may take, which Docker does not tell: what --stop-timeout or docker stop -t says, if it says so. 1 to 86400.",
        10, OptionForms.StopSeconds);

    public static readonly Option<string> Hocon = new(
        "DKVM_HOCON", "<path>", "none",
        "A file in the image or a mount that overrides settings of hocon/dkvm.conf: deadlines, restarts, shares of the stop, exit codes.",
        "", OptionForms.AbsolutePath);

    public static readonly Option<IReadOnlyList<DiskChoice>> Disks = new(
        "DKVM_DISKS", DiskChoice.Form, "none",
        $"Disks of the VM: files with ext4, btrfs or xfs, made and formatted where they are not there. Without a mount point the first is {DiskChoice.DockersFolder}, each other one /mnt/<file's name>.",
        [], DiskChoice.ParseAll);

    public static readonly ImmutableArray<Option> All =
        [Accel, Kernel, KernelMountLibModules, KernelAppend, Memory, Cpus, Disks, DevShmSize, CgroupFs, SysAdmin, Cache, Start, StopTimeout, Hocon, Timeline, Log];
}
