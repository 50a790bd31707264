using Dkvm.Contract;
using Dkvm.HostSide.Planning;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>What the plan for a container depends on besides its specification.</summary>
/// <param name="Cpus">Online processors that containers made by this process may use.</param>
/// <param name="OpenFiles">The most open files that a child may have (the hard RLIMIT_NOFILE).</param>
/// <param name="Name">The host's name.</param>
/// <param name="TemplateMaking">Whether a VM that had to boot has a template made, for the next of its kind.</param>
/// <param name="Limits">What a process gets from the engine that was given no limits; null for the guest kernel's own.</param>
public sealed record HostFacts(KvmFacts Kvm, int Cpus, ulong OpenFiles, string Name, IReadOnlyList<RlimitPlan>? Limits = null, TemplateMaking TemplateMaking = TemplateMaking.Manual)
{
    public static HostFacts OfThisHost() =>
        new(
            KvmFacts.OfThisHost(), SchedAffinity.Count(), Rlimit.Current(Rlimit.OpenFiles).Hard, Environment.MachineName, InheritedLimits.OfThisProcess(),
            TemplateMakingSetting.FromEnvironment());

    /// <summary>A block device that the host itself can only read (sysfs, block/DEVICE/ro): QEMU opens it no other way.</summary>
    public static bool IsReadOnlyDisk(int major, int minor)
    {
        try
        {
            return File.ReadAllText($"/sys/dev/block/{major}:{minor}/ro").StartsWith('1');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a namespace's path leads to the one that this process is in.</summary>
    public static bool IsOwnNamespace(string path, string kind) => FileIdentity.Same(path, $"/proc/self/ns/{kind}");
}
