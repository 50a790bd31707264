using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>What decides whether KVM works here.</summary>
/// <param name="CpuVirtualises">/proc/cpuinfo has the flag vmx or svm.</param>
/// <param name="OpenError">errno of open("/dev/kvm", O_RDWR), 0 where it opened.</param>
public sealed record KvmFacts(bool CpuVirtualises, int OpenError)
{
    public const string Device = "/dev/kvm";

    public static KvmFacts OfThisHost()
    {
        var fd = Descriptor.TryOpen(Device, Descriptor.ReadWrite);
        Descriptor.Close(fd);
        return new(HasFlag(File.ReadLines("/proc/cpuinfo")), fd < 0 ? -fd : 0);
    }

    /// <summary>The first line of flags decides: all processors of a host have the same.</summary>
    public static bool HasFlag(IEnumerable<string> cpuinfo)
    {
        var line = cpuinfo.FirstOrDefault(l => l.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        return line.Split([' ', '\t', ':']).Any(f => f is "vmx" or "svm");
    }

    /// <summary>Null where KVM works, else why it does not. The node alone proves nothing: it opens on hosts whose
    /// processor lacks the extension, and an ordinary kernel does not boot there.</summary>
    public string? Obstacle => this switch
    {
        { OpenError: Errno.ENOENT } => $"this host has no {Device}",
        { OpenError: not 0 } => $"{Device} cannot be opened ({Errno.Name(OpenError)})",
        { CpuVirtualises: false } => $"{Device} is there, but the processor offers no virtualisation (neither vmx nor svm in /proc/cpuinfo)",
        _ => null,
    };

    public string? Remedy => this switch
    {
        { Obstacle: null } => null,
        { CpuVirtualises: false } => "enable virtualisation in the firmware; in a cloud VM, choose a type with nested virtualisation",
        { OpenError: Errno.ENOENT } => "load the module: modprobe kvm_intel or kvm_amd",
        _ => $"look at the permissions of {Device}",
    };
}

/// <summary>KVM or TCG, with the reason.</summary>
public sealed record AcceleratorChoice(Accelerator Accelerator, string Reason)
{
    /// <exception cref="DkvmException">KVM was asked for by name and does not work.</exception>
    public static AcceleratorChoice Make(Accelerator wanted, KvmFacts kvm) => (wanted, kvm.Obstacle) switch
    {
        (Accelerator.Tcg, _) => new(Accelerator.Tcg, $"{Options.Accel.Name}=tcg"),
        (_, null) => new(Accelerator.Kvm, "hardware virtualisation works"),
        (Accelerator.Kvm, var obstacle) => throw new DkvmException(
            $"{Options.Accel.Name}=kvm, but {obstacle}", remedy: $"{kvm.Remedy}; or leave {Options.Accel.Name} out to run in software emulation"),
        (_, var obstacle) => new(Accelerator.Tcg, $"{obstacle}; the VM runs in software emulation, several times slower"),
    };
}
