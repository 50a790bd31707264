using System.Text;
using System.Text.Json.Nodes;
using Dkvm.Contract;
using Dkvm.Linux;

namespace Dkvm.HostSide.Commands;

/// <summary>
/// Runs the engine's hook for the network beside the container's start.
/// <code>
/// runc create ─▶ dkvm-network-hook ─▶ dkvm-network-hook-runner ─▶ the engine's hook
///            ◀── at once                  └── holds the lock on state/network, and writes there what came of it
/// </code>
/// </summary>
public static class NetworkHookCommand
{
    /// <summary>No commands of runc's, and none that a user types.</summary>
    public const string Begin = "dkvm-network-hook", Runner = "dkvm-network-hook-runner";

    /// <summary>In the container's folder: the file with the number of its first process on the host.</summary>
    public const string PidName = "pid";

    /// <summary>In bytes, what is kept of the words of a hook that failed.</summary>
    public const int MostWords = 4096;

    private const int State = 0;
    private const int Result = 3;

    /// <param name="state">The container's state, which runc gives its hooks (runtime.md, "State").</param>
    /// <param name="hook">The hook's path and arguments.</param>
    /// <param name="run">Where containers have their folders.</param>
    public static void Start(Stream state, string[] hook, string run = Paths.HostRun)
    {
        using var copy = new MemoryStream();
        state.CopyTo(copy);
        var text = copy.ToArray();
        var container = JsonNode.Parse(text) as JsonObject;
        if (container.Text("id") is not { } id || !ContainerFolder.IsId(id))
            throw new DkvmException("the state on stdin is no container's");
        File.WriteAllText($"{run}/{id}/{PidName}", $"{container.Number("pid")}");
        // runc waits until nobody has its hook's streams any more.
        var none = Descriptor.Open("/dev/null", Descriptor.ReadWrite);
        var result = Descriptor.Open($"{run}/{id}/state/{Paths.NetworkComesName}", Descriptor.ReadWrite | Descriptor.Create);
        FileLock.Take(result);
        Spawner.Start(new SpawnRequest
        {
            Arguments = [Environment.ProcessPath!, Runner, .. hook],
            Environment = Variables(),
            Descriptors = [Readable("state", text), none, none, result],
        });
    }

    /// <param name="hook">The hook's path and arguments.</param>
    public static void Run(string[] hook)
    {
        var container = ContainerOn(State);
        var words = MemoryFile.Create("words", 0);
        string outcome;
        try
        {
            var process = Spawner.Start(new SpawnRequest
            {
                Program = hook[0],
                Arguments = hook[1..],
                Environment = Variables(),
                Descriptors = [State, words, words],
                NewSession = false,
            });
            var status = PidFd.AwaitExit(process.PidFd).AsShell;
            outcome = status == 0 ? NetworkOutcome.IsThere
                : HasNetwork(container) ? $"{hook[1]} ended with exit code {status}: {Said(words)}"
                : NetworkOutcome.NobodyThere;
        }
        catch (SpawnException e)
        {
            outcome = $"{hook[1]}: {e.Message}";
        }
        Descriptor.WriteAll(Result, Encoding.UTF8.GetBytes(outcome));
    }

    /// <summary>The number of its first process. The state is to be read once more, by the hook.</summary>
    private static long ContainerOn(int state)
    {
        var text = new byte[Math.Max(0, Descriptor.TrySeek(state, 0, Descriptor.FromEnd))];
        _ = Descriptor.TrySeek(state, 0, Descriptor.FromStart);
        var n = Descriptor.Read(state, text);
        _ = Descriptor.TrySeek(state, 0, Descriptor.FromStart);
        return n > 0 && JsonNode.Parse(text.AsSpan(0, n)) is JsonObject container && container.Number("pid") is { } pid ? pid : 0;
    }

    /// <summary>
    /// A process that ends has no namespaces long before it has ended, namespaces(7). The one asked for cannot know yet that the hook has
    /// failed, and end of that: the result's lock is held.
    /// </summary>
    private static bool HasNetwork(long pid) => FileNode.ReadLink($"/proc/{pid}/ns/net") is not null;

    private static string[] Variables() =>
        [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")];

    private static int Readable(string name, ReadOnlySpan<byte> content)
    {
        var file = MemoryFile.Of(name, content);
        _ = Descriptor.TrySeek(file, 0, Descriptor.FromStart);
        return file;
    }

    private static string Said(int words)
    {
        _ = Descriptor.TrySeek(words, 0, Descriptor.FromStart);
        var text = new byte[MostWords];
        return Encoding.UTF8.GetString(text, 0, Math.Max(0, Descriptor.Read(words, text))).Trim();
    }
}
