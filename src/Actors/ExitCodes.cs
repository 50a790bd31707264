using Dkvm.Contract;

namespace Dkvm.Actors;

/// <summary>The container's exit codes where the workload's own is not to be had (hocon/dkvm.conf, "exit-code").</summary>
/// <param name="Failed">The VM did not start, or was lost.</param>
/// <param name="Killed">A stop had to be forced, or the container's memory limit was reached.</param>
/// <param name="Stopped">A stop came before the workload ran.</param>
public sealed record ExitCodes(int Failed, int Killed, int Stopped)
{
    private const int Sigterm = 15;

    /// <summary>Docker's own.</summary>
    public static readonly ExitCodes Docker = new(ExitCode.RuntimeFailed, ExitCode.Killed, ExitCode.Signalled(Sigterm));
}
