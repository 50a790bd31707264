using System.Globalization;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Docker;

/// <summary>The dockerd that a pid file names.</summary>
public sealed record DaemonProcess(int Pid)
{
    public const string DefaultPidFile = "/var/run/docker.pid";

    /// <returns>Null where none runs.</returns>
    public static DaemonProcess? Find(string pidFile)
    {
        try
        {
            var pid = int.Parse(File.ReadAllText(pidFile).Trim(), CultureInfo.InvariantCulture);
            // A pid file outlives a crash, and its number may be another program's by now.
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == "dockerd" ? new(pid) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>SIGHUP: loads the configuration anew; containers go on (dockerd(8), "Reload").</summary>
    public void Reload()
    {
        try
        {
            SendSignal.To(Pid, SendSignal.HangUp);
        }
        catch (LinuxException e)
        {
            throw new DkvmException(
                $"cannot ask dockerd (pid {Pid}) to reload: {Errno.Name(e.Errno)}",
                remedy: "run dkvmctl as root",
                cause: e);
        }
    }
}
