using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// start: returns when the engine has also set the network up, where that comes beside the VM's start: whoever asks next finds
/// the container as runc would have started it.
/// </summary>
public static class StartCommand
{
    /// <summary>The supervisor, which knows as well that there is no network, has its machine to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="invocation">The command line.</param>
    /// <param name="runc">The program.</param>
    /// <param name="global">Its global flags as they stand.</param>
    /// <param name="run">Where containers have their folders.</param>
    /// <returns>The exit code; null where runc is to do it alone.</returns>
    /// <exception cref="DkvmException">The network did not come; the container has ended.</exception>
    public static int? Run(Invocation invocation, string runc, IReadOnlyList<string> global, string run = Paths.HostRun)
    {
        if (invocation.ContainerId is not { } id || !ContainerFolder.IsId(id))
            return null;
        var result = $"{run}/{id}/state/{Paths.NetworkComesName}";
        var file = Descriptor.TryOpen(result, Descriptor.ReadOnly);
        if (file < 0)
            return null;
        if (RunToEnd.Run(runc, [.. global, "start", id]) is not 0 and var code)
            return code;
        FileLock.Share(file);
        if (SmallFile.TryRead(result) is not { } outcome || NetworkOutcome.FailureIn(outcome) is not { } failure)
            return 0; // the container may have ended, too
        AwaitEnd(RuncState.Ask(runc, global, id).Number("pid"));
        throw new DkvmException(failure, $"container {id}");
    }

    /// <summary>An engine removes a container that could not be started, and runc only one that has ended.</summary>
    private static void AwaitEnd(long? supervisor)
    {
        var process = supervisor is > 0 and <= int.MaxValue and var pid ? PidFd.TryOpen((int)pid) : -1;
        if (process < 0)
            return;
        if (!Poll.WaitReadable(process, Patience))
        {
            PidFd.Signal(process, PidFd.Sigkill);
            Poll.WaitReadable(process, Patience);
        }
        Descriptor.Close(process);
    }
}
