using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.ContainerSide.Processes;

/// <summary>
/// virtiofsd on the image's root. Its listening socket and QEMU's connection to it exist before it starts, so that
/// QEMU can start at the same time.
/// </summary>
/// <param name="world">Whose loop it is on.</param>
/// <param name="sysAdmin">It may use CAP_SYS_ADMIN.</param>
/// <param name="keepCache">The guest never asks again for what it has been told, but for what is new.</param>
public sealed class VirtiofsdPort(World world, bool sysAdmin = false, bool keepCache = false) : IVirtiofsdPort
{
    private const string Program = "/usr/libexec/virtiofsd";
    private const string SocketPath = "/tmp/root.sock";

    public IVirtiofsd Start(Action<ProcessEnd, string> onEnd)
    {
        var (listener, client) = UnixSocket.ConnectedListener(SocketPath);
        try
        {
            var process = ChildProcess.Start(world, Request(sysAdmin, keepCache), [listener], onEnd);
            return new Running(process, client);
        }
        catch
        {
            Descriptor.Close(client);
            throw;
        }
        finally
        {
            Descriptor.Close(listener);
        }
    }

    /// <summary>It gives up by itself all rights that serving files does not need.</summary>
    internal static SpawnRequest Request(bool sysAdmin = false, bool keepCache = false) => new()
    {
        Arguments =
        [
            Program,
            "--fd=3",
            $"--shared-dir={Paths.SharedRoot}",
            "--sandbox=chroot",
            keepCache ? "--cache=always" : "--cache=auto",
            "--xattr",
            "--announce-submounts",
            "--inode-file-handles=never",
            "--log-level=error",
            .. sysAdmin ? ["--modcaps=+sys_admin"] : Array.Empty<string>(),
        ],
        Environment = ["PATH=/usr/bin"],
        Directory = "/",
        NoNewPrivileges = true,
    };

    private sealed class Running(ChildProcess process, int socket) : IVirtiofsd
    {
        public int Pid => process.Pid;

        public int Socket => socket;

        public void Kill() => process.Kill();
    }
}
