using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.Linux;

namespace Dkvm.HostSide.Exec;

/// <summary>
/// What runc is to do instead: start dkvm-exec, with the connection and the gate (Protocol/Control/ExecWire.cs) as
/// descriptors to preserve. Its process document is a file without a name (memfd_create(2)), so that none has to be
/// cleaned up.
/// </summary>
/// <param name="flags">exec's.</param>
/// <param name="id">The container's.</param>
/// <param name="process">The user's.</param>
public sealed class ExecHandover(ParsedFlags flags, string id, JsonObject process)
{
    /// <summary>runc counts the descriptors to preserve from here.</summary>
    private const int FirstPreserved = 3;

    /// <summary>Flags that are about runc's own work; those about the process are in its document.</summary>
    private static readonly string[] Values = ["console-socket", "pid-file", "pidfd-socket", "cgroup"];

    private static readonly string[] Switches = ["detach", "ignore-paused"];

    private readonly int _kept = flags.Number("preserve-fds") ?? 0;

    private int Connection => FirstPreserved + _kept;

    private int Gate => Connection + 1;

    private int Document => Gate + 1;

    /// <summary>What follows the global flags on runc's command line.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "exec", "--process", $"/proc/self/fd/{Document}", "--preserve-fds", $"{_kept + 2}",
        .. Switches.Where(flags.Switch).Select(name => $"--{name}"),
        .. Values.Where(name => flags.Value(name) is { Length: > 0 }).SelectMany(name => (string[])[$"--{name}", flags.Value(name)!]),
        id,
    ];

    /// <summary>What runc is to have as descriptors, by the number there.</summary>
    /// <param name="connection">The connection to the supervisor.</param>
    /// <param name="gate">The pipe's end to read.</param>
    public (int From, int To)[] Descriptors(int connection, int gate) =>
        [(connection, Connection), (gate, Gate), (MemoryFile.Of("dkvm-exec", Bundle.Text(Process(process, Connection, Gate))), Document)];

    /// <summary>
    /// dkvm-exec has no right that it could lose. Labels of AppArmor and SELinux are left out: it gets the container's own,
    /// where the user's process may have asked for none.
    /// </summary>
    public static JsonObject Process(JsonObject process, int connection, int gate)
    {
        var ours = new JsonObject
        {
            ["terminal"] = process.Flag("terminal"),
            ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
            ["args"] = Spec.Array([Paths.ExecClient, $"{connection}", $"{gate}", Path.GetFileName(process.Texts("args")[0])]),
            ["env"] = Spec.Array(["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]),
            ["cwd"] = "/",
            ["capabilities"] = new JsonObject(),
            ["noNewPrivileges"] = true,
        };
        if (process["consoleSize"] is { } size)
            ours["consoleSize"] = size.DeepClone();
        return ours;
    }
}
