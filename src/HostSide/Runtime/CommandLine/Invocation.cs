using Dkvm.Contract;

namespace Dkvm.HostSide.CommandLine;

/// <summary>A command line of the runtime: global flags, a command, its flags, its arguments.</summary>
/// <param name="Command">Null where there is only a global flag, such as --help.</param>
/// <param name="Flags">Null for a command whose flags need not be understood.</param>
public sealed record Invocation(ParsedFlags Global, string? Command, ParsedFlags? Flags)
{
    public bool AsksVersion => Global.Switch("version");

    public bool AsksHelp => Global.Switch("help") || Flags?.Switch("help") == true;

    /// <summary>Where runc or crun keeps the state of containers: --root, else what it takes itself (runc, main.go).</summary>
    public string Root(string executor) => Global.Value("root") switch
    {
        { Length: > 0 } root => Path.GetFullPath(root),
        _ when !Environment.IsPrivilegedProcess && Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own =>
            $"{own}/{Path.GetFileName(executor)}",
        _ => $"/run/{Path.GetFileName(executor)}",
    };

    public string Bundle => Path.GetFullPath(Flags?.Value("bundle") is { Length: > 0 } bundle ? bundle : ".");

    /// <summary>The only argument of create, run, restore, update and delete, the first of exec and kill; null where there is not just one.</summary>
    public string? ContainerId => Flags switch
    {
        null => null,
        _ when Command is "exec" or "kill" => Flags.Rest.FirstOrDefault(),
        _ => Flags.Rest is [var id] ? id : null,
    };

    /// <exception cref="DkvmException">The command line is none that runc or crun takes.</exception>
    public static Invocation Parse(string[] arguments)
    {
        var global = ParsedFlags.Parse(FlagTable.Global, arguments);
        if (global.Rest is not [var command, .. var rest] || FlagTable.Of(command) is not { } table)
            return new(global, global.Rest.FirstOrDefault(), null);
        // exec is the command that keeps its order: what follows the id belongs to the process (runc, exec.go).
        return new(global, command, ParsedFlags.Parse(table, command == "exec" ? rest : ParsedFlags.Reorder(table, rest)));
    }
}
