namespace Dkvm.Contract;

/// <summary>
/// What HostSide decides from an OCI bundle and the supervisor carries out. Written to
/// <see cref="Paths.HostLaunchPlan"/>, mounted read-only at <see cref="Paths.LaunchPlan"/>.
/// <code>
/// config.json ──dkvm create──▶ LaunchPlan ──supervisor adds network, clock, entropy──▶ GuestPlan ──dkvm-configure──▶ guest
/// </code>
/// </summary>
public sealed record LaunchPlan
{
    /// <summary>The format's version; the supervisor refuses another.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string ContainerId { get; init; }

    public required MachinePlan Machine { get; init; }

    public required GuestPlan Guest { get; init; }

    /// <summary>What the workload may call; null for everything.</summary>
    public SeccompProfile? Seccomp { get; init; }

    /// <summary>When dkvm was called: where the timeline starts.</summary>
    public DateTimeOffset CalledAt { get; init; }

    /// <summary>Prints the start-up timeline on stderr when the container ends (DKVM_TIMELINE).</summary>
    public bool ShowTimeline { get; init; }

    /// <summary>The least severe log level kept: debug, information, warning or error (DKVM_LOG).</summary>
    public string LogLevel { get; init; } = "information";

    /// <summary>Not a workload's VM: one that is saved when its guest is up, with this many network cards.</summary>
    public int? TemplateCards { get; init; }

    /// <summary>The container's stop time-out in seconds, where it was told (DKVM_STOP_TIMEOUT).</summary>
    public int? StopTimeoutSeconds { get; init; }

    /// <summary>The user's own settings, which override the package's (DKVM_HOCON).</summary>
    public UserSettings? Settings { get; init; }

    /// <summary>virtiofsd has CAP_SYS_ADMIN (DKVM_SYS_ADMIN).</summary>
    public bool SysAdmin { get; init; }

    /// <summary>The guest keeps what it knows of the container's files (DKVM_CACHE).</summary>
    public bool KeepCache { get; init; }

    /// <summary>
    /// The engine sets the container's network up beside the VM's start, rather than before it: <see cref="Paths.NetworkComes"/>
    /// tells when it is there.
    /// </summary>
    public bool NetworkComes { get; init; }

    /// <summary>What the user should know although the container starts, such as a device that was left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <param name="Path">As the user gave it: errors name it.</param>
/// <param name="Text">HOCON, as it stood in the file when the container was created.</param>
public sealed record UserSettings(string Path, string Text);

/// <summary>The virtual machine's hardware and kernel.</summary>
public sealed record MachinePlan
{
    /// <summary>The workload's memory, in MiB; the machine's is <see cref="MachineMemory.MiB"/>.</summary>
    public required int MemoryMiB { get; init; }

    public required int Vcpus { get; init; }

    /// <summary>Already resolved on the host: <see cref="Accelerator.Kvm"/> or <see cref="Accelerator.Tcg"/>.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Why that accelerator was chosen; a warning for the log when it is not KVM.</summary>
    public string? AcceleratorReason { get; init; }

    /// <summary>
    /// The kernel's folder as the container sees it. Holds vmlinux (or vmlinuz), and initramfs or what is joined to
    /// <see cref="Paths.GuestArchive"/>: before it initrd, where there is one, and behind it modules.cpio.
    /// </summary>
    public required string KernelDirectory { get; init; }

    /// <summary>Which kernel it is and why, for the log, where it is none of the package's.</summary>
    public string? KernelReason { get; init; }

    /// <summary>More kernel arguments (DKVM_KERNEL_APPEND).</summary>
    public string? KernelAppend { get; init; }

    /// <summary>
    /// The templates of this very machine as the container sees them, a folder for each number of network cards; null to
    /// start cold.
    /// </summary>
    public string? Templates { get; init; }

    /// <summary>Rather not at all than by booting (DKVM_START=warm).</summary>
    public bool WarmOnly { get; init; }

    /// <summary>It goes on from there, rather than start; null for a start.</summary>
    public CheckpointPlan? Checkpoint { get; init; }

    /// <summary>What the guest has as virtio disks: block devices of the host (--device) and files (DKVM_DISKS).</summary>
    public IReadOnlyList<DiskPlan> Disks { get; init; } = [];
}

/// <param name="Machine">The saved machine, as the container sees it.</param>
/// <param name="Memory">Its memory: Linux/SparseFile.cs.</param>
/// <param name="Cards">How many network cards it has.</param>
public sealed record CheckpointPlan(string Machine, string Memory, int Cards);

/// <param name="Device">As the container's side of the VM sees it.</param>
/// <param name="Serial">What the guest finds it by; no more than 20 characters (virtio 1.2, 5.2.6).</param>
/// <param name="IsFile">A file below <see cref="Paths.SharedRoot"/>, which the supervisor opens; else a device, which QEMU opens.</param>
public sealed record DiskPlan(string Device, string Serial, bool ReadOnly, bool IsFile = false);

public enum Accelerator
{
    Auto,
    Kvm,
    Tcg,
}
