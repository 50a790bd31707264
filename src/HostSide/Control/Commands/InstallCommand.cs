using Dkvm.Contract;
using Dkvm.HostSide.Docker;

namespace Dkvm.HostSide.Commands;

/// <param name="Config">dockerd's configuration file.</param>
/// <param name="Socket">The engine's API socket.</param>
/// <param name="PidFile">dockerd's.</param>
public sealed record DockerPlaces(string Config, string Socket, string PidFile);

/// <summary>install and uninstall: Docker knows the runtime, or does not any more; doing it twice is doing it once.</summary>
public static class InstallCommand
{
    public static async Task<int> Install(DockerPlaces docker, TextWriter output)
    {
        var package = Package.OfThisProgram().Complete();
        var runtime = $"{Path.GetDirectoryName(package.Program)}/dkvm";
        var config = new DaemonConfig(docker.Config);
        var changed = config.Register(runtime);
        output.WriteLine(changed
            ? $"registered  runtime dkvm = {runtime} in {config.File}{BackupNote(config)}"
            : $"unchanged   runtime dkvm = {runtime} in {config.File}");
        await Apply(docker, output, path => path == runtime, "knows the runtime dkvm");
        output.WriteLine(
            $"""

             Docker      docker run --rm --runtime=dkvm IMAGE uname -r
             Podman      podman run --rm --runtime={runtime} IMAGE uname -r
             containerd  ctr run --rm --runc-binary {runtime} IMAGE NAME uname -r
                         or, in config.toml, the option BinaryName = "{runtime}" of a runc runtime
             """);
        return 0;
    }

    public static async Task<int> Uninstall(DockerPlaces docker, TextWriter output)
    {
        var config = new DaemonConfig(docker.Config);
        output.WriteLine(config.Unregister()
            ? $"removed     runtime dkvm from {config.File}{BackupNote(config)}"
            : $"unchanged   {config.File} has no runtime dkvm");
        await Apply(docker, output, path => path is null, "does not know the runtime dkvm any more");
        output.WriteLine("kept        the package itself, and containers made with --runtime=dkvm, which cannot start now: docker rm them");
        return 0;
    }

    /// <summary>Reloads the daemon unless it knows already, and looks at what it says then.</summary>
    private static async Task Apply(DockerPlaces docker, TextWriter output, Func<string?, bool> isRight, string state)
    {
        using var engine = new Engine(docker.Socket);
        if (await engine.Info() is not { } before)
        {
            output.WriteLine($"waiting     nothing answers at {docker.Socket}: the change holds when dockerd is started");
            return;
        }
        if (!isRight(Engine.RuntimePath(before, DaemonConfig.RuntimeName)))
        {
            var daemon = DaemonProcess.Find(docker.PidFile) ?? throw new DkvmException(
                $"dockerd runs, but {docker.PidFile} does not name it", remedy: "name the file with --pid-file, or reload dockerd yourself: systemctl reload docker");
            var reloaded = await engine.Reloaded(daemon.Reload);
            if (await engine.Info() is not { } after || !isRight(Engine.RuntimePath(after, DaemonConfig.RuntimeName)))
                throw new DkvmException(
                    reloaded ? $"dockerd (pid {daemon.Pid}) was reloaded, and took its runtimes from elsewhere" : $"dockerd (pid {daemon.Pid}) did not take the configuration",
                    docker.Config, "look at its log (journalctl -u docker); if it was started with --config-file or --add-runtime, name that file with --docker-config");
        }
        output.WriteLine($"checked     Docker {(string?)before["ServerVersion"]} {state}");
    }

    private static string BackupNote(DaemonConfig config) => File.Exists(config.Backup) ? $" (before: {config.Backup})" : "";
}
