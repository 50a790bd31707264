using System.Runtime.InteropServices;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.GuestSide.Workload;

/// <summary>
/// A process that was not started, in the words of runc (Go's os/exec and libcontainer) and with the exit code that
/// Docker makes of them: 127 for what is not there, 126 for what must not be executed.
/// </summary>
internal static class StartFailures
{
    public static StartFailure From(SpawnException e, SpawnRequest request)
    {
        var program = request.Arguments[0];
        var reason = Reason(e.Errno);
        return e.Step switch
        {
            SpawnStep.LookUp when !program.Contains('/') =>
                new(ExitCode.NotFound, $"exec: \"{program}\": executable file not found in $PATH"),
            SpawnStep.LookUp when e.Errno is Errno.ENOENT or Errno.ENOTDIR =>
                new(CodeOf(e.Errno), $"exec: \"{program}\": stat {program}: {reason}"),
            SpawnStep.LookUp => new(ExitCode.NotExecutable, $"exec: \"{program}\": {reason}"),
            SpawnStep.Execute => new(CodeOf(e.Errno), $"exec {e.Subject}: {reason}"),
            SpawnStep.Directory =>
                new(CodeOf(e.Errno), $"chdir to cwd (\"{request.Directory}\") set in config.json failed: {reason}"),
            _ => new(ExitCode.RuntimeFailed, $"cannot start the process: {e.Message}"),
        };
    }

    /// <summary>A working directory that could not be made.</summary>
    public static StartFailure FromDirectory(LinuxException e) =>
        new(CodeOf(e.Errno), $"{e.Message[..e.Message.IndexOf(": ", StringComparison.Ordinal)]}: {Reason(e.Errno)}");

    private static int CodeOf(int errno) => errno switch
    {
        Errno.ENOENT => ExitCode.NotFound,
        Errno.EACCES or Errno.EPERM or Errno.ENOTDIR or Errno.EISDIR or Errno.ENOEXEC => ExitCode.NotExecutable,
        _ => ExitCode.RuntimeFailed,
    };

    /// <summary>As Go spells errno: in lower case.</summary>
    private static string Reason(int errno)
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
