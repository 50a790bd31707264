using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.Docker;

namespace Dkvm.HostSide.Doctor;

/// <summary>Docker, and the runtime below dkvm.</summary>
public static class DockerChecks
{
    /// <summary>The oldest that this is tested with.</summary>
    private static readonly Version Oldest = new(20, 10);

    public static Finding Executor()
    {
        try
        {
            return new("runc", Level.Good, HostSide.Executor.Find());
        }
        catch (DkvmException e)
        {
            return new("runc", Level.Mend, e.Message, e.Remedy);
        }
    }

    public static Finding Engine(JsonObject? info, string socket)
    {
        if (info is null)
            return new(
                "docker",
                Level.Note,
                $"nothing answers at {socket}",
                "start Docker (systemctl start docker), or name its socket with --socket");
        var text = (string?)info["ServerVersion"] ?? "unknown";
        return Version.TryParse(string.Concat(text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')), out var version) && version < Oldest
            ? new("docker", Level.Mend, $"Docker {text} is older than {Oldest}", "upgrade Docker")
            : new("docker", Level.Good, $"Docker {text}, cgroup v{(string?)info["CgroupVersion"] ?? "1"}");
    }

    /// <param name="info">Not null.</param>
    /// <param name="runtime">The path that should be registered.</param>
    public static Finding Registration(JsonObject info, string runtime) =>
        HostSide.Docker.Engine.RuntimePath(info, DaemonConfig.RuntimeName) switch
        {
            null => new("registration", Level.Mend, "Docker does not know the runtime dkvm", "dkvmctl install"),
            var path when path == runtime => new("registration", Level.Good, $"runtime dkvm = {path}"),
            var path => new(
                "registration",
                Level.Mend,
                $"Docker's runtime dkvm is {path}, not this package's {runtime}",
                "dkvmctl install"),
        };
}
