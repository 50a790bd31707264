namespace Dkvm.Tests.EndToEnd.Faults;

/// <summary>Every fault that is injected.</summary>
internal static class FaultTable
{
    public static readonly IReadOnlyList<FaultCase> All =
        [.. DockerFaults.All, .. ProcessFaults.All, .. ConnectionFaults.All, .. GuestFaults.All, .. StopFaults.All, .. ResourceFaults.All];
}
