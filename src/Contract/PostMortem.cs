namespace Dkvm.Contract;

/// <summary>
/// What is known of a container that failed: written by the supervisor as the last thing it does, kept by the host, read
/// by <c>dkvmctl logs</c>.
/// </summary>
public sealed record PostMortem
{
    public required string ContainerId { get; init; }

    /// <summary>When the container ended.</summary>
    public required DateTimeOffset At { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>What the user was told on stderr.</summary>
    public required string Cause { get; init; }

    /// <summary>The end of the supervisor's log: JSON lines, each an event.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>When each step of the start-up was done.</summary>
    public IReadOnlyList<TimelineMark> Timeline { get; init; } = [];

    /// <summary>The end of the guest's console. The guest wrote it.</summary>
    public string Console { get; init; } = "";

    /// <summary>The end of QEMU's stderr.</summary>
    public string QemuErrors { get; init; } = "";

    /// <summary>What the container's memory control group says, name and value; empty where it was not to be read.</summary>
    public IReadOnlyDictionary<string, string> Memory { get; init; } = new Dictionary<string, string>();
}
