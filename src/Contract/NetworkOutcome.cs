namespace Dkvm.Contract;

/// <summary>What came of the engine's hook for the network: the content of <see cref="Paths.NetworkComes"/> once nobody holds its lock.</summary>
public static class NetworkOutcome
{
    public const string IsThere = "there";

    /// <returns>For the user; null where the network is there.</returns>
    public static string? FailureIn(string content) => content switch
    {
        IsThere => null,
        "" => "the engine's hook for the network was killed",
        _ => $"the engine did not set the container's network up: {content}",
    };
}
