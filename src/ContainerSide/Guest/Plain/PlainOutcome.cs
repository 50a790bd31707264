using Dkvm.Contract;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest.Plain;

/// <summary>How a process of <see cref="PlainExec"/> ended.</summary>
/// <param name="ExitCode">As a shell gives it; 126 or 127 where it did not start, 125 where its end is not known.</param>
/// <param name="Problem">For the user; null where all is well.</param>
internal sealed record PlainOutcome(int ExitCode, byte[] Output, byte[] Errors, string? Problem)
{
    public bool Started { get; private init; } = true;

    private const string NoSuchFile = "(No such file or directory)";

    /// <summary>QGA has no error number: only GLib's text, which agents give in English unless told otherwise.</summary>
    public static PlainOutcome NotStarted(string why) => new(
        why.Contains(NoSuchFile, StringComparison.Ordinal) ? Contract.ExitCode.NotFound : Contract.ExitCode.NotExecutable, [], [], why) { Started = false };

    public static PlainOutcome Lost(string why) => new(Contract.ExitCode.RuntimeFailed, [], [], why);

    public static PlainOutcome Of(ExecStatus status) => new(
        status.Signal is { } signal ? Contract.ExitCode.Signalled(signal & 0x7F) : (status.ExitCode ?? 0) & 0xFF,
        status.Output ?? [], status.Errors ?? [],
        status.OutputTruncated || status.ErrorsTruncated ? "the guest's agent has cut the output off: it keeps 16 MiB" : null);
}
