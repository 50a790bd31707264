namespace Dkvm.Contract;

/// <summary>
/// The container's exit codes that are not the workload's own. The numbers are Docker's: docker-run(1), "Exit Status".
/// </summary>
public static class ExitCode
{
    /// <summary>The runtime failed: the VM did not start, or was lost. The cause is on stderr.</summary>
    public const int RuntimeFailed = 125;

    /// <summary>The command was found and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;

    /// <summary>A process ended by signal <paramref name="signal"/>.</summary>
    public static int Signalled(int signal) => 128 + signal;

    /// <summary>Ended by SIGKILL: a stop that had to be forced, or memory that ran out.</summary>
    public const int Killed = 128 + 9;
}
