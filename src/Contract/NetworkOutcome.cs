namespace Dkvm.Contract;

/// <summary>What came of the engine's hook for the network: the content of <see cref="Paths.NetworkComes"/> once nobody holds its lock.</summary>
public static class NetworkOutcome
{
    public const string IsThere = "there";

    /// <summary>The container had ended when the hook failed, as it then must: nobody's failure but the end's.</summary>
    public const string NobodyThere = "the container had ended";

    /// <returns>For the user; null where the network is there, or nobody wants it any more.</returns>
    public static string? FailureIn(string content) => content switch
    {
        IsThere or NobodyThere => null,
        "" => "the engine's hook for the network was killed",
        _ => $"the engine did not set the container's network up: {content}",
    };
}
