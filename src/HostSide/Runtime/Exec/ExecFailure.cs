using Dkvm.Contract;

namespace Dkvm.HostSide.Exec;

/// <summary>
/// The process does not run. The text is what runc 1.1 would log (exec.go), because dockerd reads the exit code out of
/// it: "executable file not found" is 127, "permission denied" is 126 (moby, daemon/start.go, translateContainerdStartErr).
/// </summary>
public sealed class ExecFailure(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>runc's own, exec.go.</summary>
    public const int ExitCode = 255;

    public static ExecFailure Of(DkvmException e) => new(
        e.ExitCode is Contract.ExitCode.NotFound or Contract.ExitCode.NotExecutable
            ? $"exec failed: unable to start container process: {e.Message}"
            : $"exec failed: {e.Render()}",
        e);
}
