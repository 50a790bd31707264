using System.Globalization;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Doctor;

/// <summary>What of the host a VM needs.</summary>
public static class HostChecks
{
    /// <summary>A VM of the default size with what it costs beyond, in MiB.</summary>
    private static readonly int DefaultVmMiB = MachineMemory.MiB(Options.DefaultMemoryMiB) * 17 / 16 + 160;

    public static Finding User(bool isRoot) => isRoot
        ? new("user", Level.Good, "root")
        : new("user", Level.Mend, "not root: some of what follows may be wrong", "run dkvmctl as root");

    public static Finding Acceleration(KvmFacts kvm) => AcceleratorChoice.Make(Accelerator.Auto, kvm) switch
    {
        { Accelerator: Accelerator.Kvm } => new("accelerator", Level.Good, "KVM: VMs run on the processor's own virtualisation"),
        var choice => new("accelerator", Level.Note, $"software emulation (TCG): {choice.Reason}", kvm.Remedy),
    };

    public static Finding Tun(string device = "/dev/net/tun")
    {
        if (FileIdentity.Of(device) is not { Kind: FileKind.CharacterDevice, Major: 10, Minor: 200 })
            return new("tun", Level.Mend, $"there is no {device}, through which the VM's network goes", "modprobe tun");
        var fd = Descriptor.TryOpen(device, Descriptor.ReadWrite);
        Descriptor.Close(fd);
        return fd >= 0
            ? new("tun", Level.Good, device)
            : new(
                "tun",
                Level.Mend,
                $"{device} cannot be opened ({Errno.Name(-fd)})",
                "modprobe tun; look at the permissions of the device");
    }

    public static Finding TrafficControl(KernelFeatures kernel)
    {
        string[] needed = ["BRIDGE", "NET_SCH_INGRESS", "NET_CLS_U32", "NET_ACT_MIRRED"];
        var missing = needed.Where(f => kernel.Has(f) == false).ToList();
        if (missing.Count > 0)
            return new(
                "traffic control",
                Level.Mend,
                $"the host's kernel lacks {string.Join(", ", missing.Select(f => "CONFIG_" + f))}",
                "use a kernel of the distribution, or build one with these");
        return needed.All(f => kernel.Has(f) == true)
            ? new("traffic control", Level.Good, "the host's kernel has the bridge, the classifier u32 and the action mirred")
            : new(
                "traffic control",
                Level.Note,
                "the host's kernel does not say whether it has the classifier u32 and the action mirred",
                "none, if a VM's network works");
    }

    public static Finding Memory(IEnumerable<string> meminfo)
    {
        var line = meminfo.FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var number = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        if (!long.TryParse(number, CultureInfo.InvariantCulture, out var kibibytes))
            return new("memory", Level.Note, "/proc/meminfo does not say how much is available");
        var available = kibibytes / 1024;
        return available >= DefaultVmMiB
            ? new(
                "memory",
                Level.Good,
                $"{available} MiB available: room for about {available / DefaultVmMiB} VMs of {Options.DefaultMemoryMiB} MiB")
            : new(
                "memory",
                Level.Note,
                $"only {available} MiB available; a VM of {Options.DefaultMemoryMiB} MiB may need {DefaultVmMiB}",
                "free some, or give VMs less: docker run --memory 128m");
    }
}
