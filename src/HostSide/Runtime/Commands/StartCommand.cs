using System.Globalization;
using System.Text;
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
        var supervisor = Supervisor($"{run}/{id}/{NetworkHookCommand.PidName}");
        if (RunToEnd.Run(runc, [.. global, "start", id]) is not 0 and var code)
            return code;
        FileLock.Share(file);
        if (NetworkOutcome.FailureIn(Content(file)) is not { } failure || HasEnded(supervisor, TimeSpan.Zero))
            return 0; // the container was quicker to end, which is no matter of its start
        // An engine removes a container that could not be started, and runc only one that has ended.
        HasEnded(supervisor, Patience);
        throw new DkvmException(failure, $"container {id}");
    }

    /// <summary>Of the file as it was before the container ran, whatever stands in its place now.</summary>
    private static string Content(int file)
    {
        var text = new byte[NetworkHookCommand.MostWords];
        return Encoding.UTF8.GetString(text, 0, Math.Max(0, Descriptor.Read(file, text)));
    }

    /// <returns>A pidfd, or a negative number.</returns>
    private static int Supervisor(string pidFile) =>
        int.TryParse(SmallFile.TryRead(pidFile), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? PidFd.TryOpen(pid) : -1;

    private static bool HasEnded(int pidFd, TimeSpan limit) => pidFd < 0 || Poll.WaitReadable(pidFd, limit);
}
