using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.HostSide.CommandLine;
using Dkvm.Linux;

namespace Dkvm.HostSide.Exec;

/// <summary>
/// What runc is to do instead: start dkvm-exec, with the connection as a descriptor to preserve. Its process document is
/// a file without a name (memfd_create(2)), so that none has to be cleaned up.
/// </summary>
public sealed class ExecHandover(ParsedFlags flags, string id)
{
    /// <summary>runc counts the descriptors to preserve from here.</summary>
    private const int FirstPreserved = 3;

    /// <summary>Flags that are about runc's own work; those about the process are in its document.</summary>
    private static readonly string[] Values = ["console-socket", "pid-file", "pidfd-socket", "cgroup"];

    private static readonly string[] Switches = ["detach", "ignore-paused"];

    /// <summary>Places the descriptors, and says how runc is to be called.</summary>
    /// <param name="process">The user's.</param>
    /// <param name="socket">The connection to the supervisor.</param>
    public IReadOnlyList<string> Arguments(JsonObject process, int socket)
    {
        var kept = flags.Number("preserve-fds") ?? 0;
        var (connection, document) = (FirstPreserved + kept, FirstPreserved + kept + 1);
        var file = MemoryFile.Of("dkvm-exec", Bundle.Text(Process(process, connection)));
        Descriptor.Place((socket, connection), (file, document));
        return
        [
            "exec", "--process", $"/proc/self/fd/{document}", "--preserve-fds", $"{kept + 1}",
            .. Switches.Where(flags.Switch).Select(name => $"--{name}"),
            .. Values.Where(name => flags.Value(name) is { Length: > 0 }).SelectMany(name => (string[])[$"--{name}", flags.Value(name)!]),
            id,
        ];
    }

    /// <summary>
    /// dkvm-exec has no right that it could lose. Labels of AppArmor and SELinux are left out: it gets the container's own,
    /// where the user's process may have asked for none.
    /// </summary>
    public static JsonObject Process(JsonObject process, int connection)
    {
        var ours = new JsonObject
        {
            ["terminal"] = process.Flag("terminal"),
            ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
            ["args"] = Spec.Array([Paths.ExecClient, $"{connection}", Path.GetFileName(process.Texts("args")[0])]),
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
