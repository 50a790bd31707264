using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide;

/// <summary>The OCI runtime that does the work: what the settings name, else runc, else crun from PATH; never dkvm itself.</summary>
public static class Executor
{
    /// <summary>The host's settings, optional: <c>{ "executor": "/usr/bin/crun" }</c>.</summary>
    public const string Settings = "/etc/dkvm/host.json";

    /// <summary>Where there is no PATH: the one of execvp(3) and the places of distributions.</summary>
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly string[] Names = ["runc", "crun"];

    /// <returns>An absolute path.</returns>
    /// <exception cref="DkvmException">There is none.</exception>
    public static string Find(string settings = Settings, string? path = null, string? self = null)
    {
        self ??= Environment.ProcessPath ?? "/proc/self/exe";
        if (Configured(settings) is { } configured)
            return IsOther(configured, self)
                ? configured
                : throw new DkvmException(
                    $"the executor {configured} is not an OCI runtime",
                    settings,
                    "name runc or crun there by its absolute path");
        path ??= Environment.GetEnvironmentVariable("PATH");
        var folders = (string.IsNullOrEmpty(path) ? DefaultPath : path).Split(':', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in Names)
            foreach (var folder in folders)
                if (folder.StartsWith('/') && IsOther($"{folder}/{name}", self))
                    return $"{folder}/{name}";
        throw new DkvmException(
            "neither runc nor crun is to be found", $"PATH {string.Join(':', folders)}",
            $"install runc, or name an OCI runtime in {settings}: {{ \"executor\": \"/path/to/runc\" }}");
    }

    private static string? Configured(string settings)
    {
        if (!File.Exists(settings))
            return null;
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(settings))?["executor"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DkvmException(
                $"{settings} is not what it should be: {e.Message}",
                remedy: "write { \"executor\": \"/path/to/runc\" } there, or remove it");
        }
    }

    private static bool IsOther(string program, string self) =>
        FileIdentity.Of(program) is { Kind: FileKind.Regular } && !FileIdentity.Same(program, self)
        && (File.GetUnixFileMode(program) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
