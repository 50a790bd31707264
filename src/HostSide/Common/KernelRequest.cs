namespace Dkvm.HostSide;

/// <summary>
/// dkvmctl's word to the runtime that a container is the test of a kernel that is not in the store yet, in the runtime's own
/// environment: nothing that a container's user can set.
/// </summary>
public static class KernelRequest
{
    private const string Variable = "DKVM_TEST_KERNEL";

    /// <summary>Its name there.</summary>
    private const string Name = "added/test";

    public static Kernel? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new(Name, folder, InPackage: false) : null;

    public static void ToEnvironment(string folder) => Environment.SetEnvironmentVariable(Variable, folder);
}
