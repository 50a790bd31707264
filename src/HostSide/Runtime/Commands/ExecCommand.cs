using System.Text.Json;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;

namespace Dkvm.HostSide.Commands;

/// <summary>exec: a command of the user's belongs into the VM; run here, it would run beside the supervisor.</summary>
public static class ExecCommand
{
    private static readonly string OwnPrograms = Path.GetDirectoryName(Paths.Supervisor) + "/";

    /// <exception cref="DkvmException">The command is not one of the package's.</exception>
    public static void Check(Invocation invocation)
    {
        if (Program(invocation.Flags!) is { } program && !IsOurs(program))
            throw new DkvmException(
                "exec into a running VM is not supported by this version of dkvm",
                remedy: "run the command as part of the container's own, or start a second container with the same volumes");
    }

    private static bool IsOurs(string program) =>
        program.StartsWith(OwnPrograms, StringComparison.Ordinal) && !program[OwnPrograms.Length..].Contains('/');

    /// <returns>Null where none is named: runc says so itself.</returns>
    private static string? Program(ParsedFlags flags)
    {
        if (flags.Value("process") is not { Length: > 0 } file)
            return flags.Rest.ElementAtOrDefault(1);
        try
        {
            return (JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject).Texts("args").FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DkvmException($"cannot read {file}: {e.Message}", cause: e);
        }
    }
}
