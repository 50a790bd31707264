using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Network;

/// <summary>The engine's hook that sets the container's network up meanwhile.</summary>
public static class EngineHook
{
    /// <summary>Blocks until it has ended.</summary>
    /// <returns>Null where the network is there, else why not.</returns>
    public static string? Await()
    {
        var file = Descriptor.TryOpen(Paths.NetworkComes, Descriptor.ReadOnly);
        if (file < 0)
            return $"the engine's hook for the network was not started ({Errno.Name(-file)})";
        FileLock.Share(file);
        Descriptor.Close(file);
        return NetworkOutcome.FailureIn(SmallFile.TryRead(Paths.NetworkComes) ?? "");
    }
}
