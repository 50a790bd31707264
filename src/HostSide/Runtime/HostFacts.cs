using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>What the plan for a container depends on besides its specification.</summary>
/// <param name="Cpus">Online processors that containers made by this process may use.</param>
/// <param name="OpenFiles">The most open files that a child may have (the hard RLIMIT_NOFILE).</param>
/// <param name="Name">The host's name.</param>
public sealed record HostFacts(KvmFacts Kvm, int Cpus, ulong OpenFiles, string Name)
{
    public static HostFacts OfThisHost() =>
        new(KvmFacts.OfThisHost(), SchedAffinity.Count(), OpenFilesLimit.Hard(), Environment.MachineName);

    /// <summary>Whether a namespace's path leads to the one that this process is in.</summary>
    public static bool IsOwnNamespace(string path, string kind) => FileIdentity.Same(path, $"/proc/self/ns/{kind}");
}
