using System.Collections.Immutable;

namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>
/// What containers of an engine consist of, each as a line: processes, control groups, mounts, network interfaces,
/// folders of ours. A tap of a container is in its network namespace, and that lives by a process or a mount.
/// </summary>
internal sealed record EngineState(ImmutableSortedSet<string> Things)
{
    private const string Run = "/run/dkvm";

    public static readonly EngineState Nothing = new([]);

    public static EngineState Of(Engine engine) => new([
        .. Processes(engine), .. ControlGroups(engine), .. Mounts(engine, engine.DockerdPid), .. Mounts(engine, Environment.ProcessId),
        .. Interfaces(engine), .. Folders(engine),
    ]);

    public EngineState Without(EngineState other) => new(Things.Except(other.Things));

    public override string ToString() => string.Join(Environment.NewLine, Things);

    /// <summary>All that is in one of the engine's namespaces or in its control groups.</summary>
    internal static IEnumerable<string> Processes(Engine engine)
    {
        var mounts = Namespace(engine.DockerdPid, "mnt");
        var network = Namespace(engine.DockerdPid, "net");
        return from pid in Pids()
               where pid != engine.DockerdPid && pid != engine.ContainerdPid
               where (mounts is not null && Namespace(pid, "mnt") == mounts)
                     || (network is not null && Namespace(pid, "net") == network)
                     || IsInGroup(engine, pid)
               let name = Read($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim()
               // What has no command line any more is only waiting for its parent, which counts itself.
               where name.Length > 0
               select $"process {pid}: {name}";
    }

    internal static IEnumerable<int> PidsOf(Engine engine, string container) =>
        Pids().Where(pid => Read($"/proc/{pid}/cgroup").Contains($"{engine.ControlGroup}/{container}"));

    internal static IEnumerable<string> ControlGroups(Engine engine) =>
        from place in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup")
        let folder = $"{place}/{engine.ControlGroup}"
        where engine.ControlGroup.Length > 0 && Directory.Exists(folder)
        from container in Directory.EnumerateDirectories(folder)
        select $"control group {container}";

    private static IEnumerable<string> Mounts(Engine engine, int pid) =>
        from line in Read($"/proc/{pid}/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let place = line.Split(' ')[4]
        where place.StartsWith(engine.Folder + "/") || place.StartsWith(Run)
        // dockerd's own, from the first container with --network host on.
        where !place.EndsWith("/netns/default")
        select $"mount {place}";

    private static IEnumerable<string> Interfaces(Engine engine) =>
        from line in Read($"/proc/{engine.DockerdPid}/net/dev").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
        select $"interface {line[..line.IndexOf(':')].Trim()}";

    private static IEnumerable<string> Folders(Engine engine) =>
        from folder in Directory.Exists(Run) ? Directory.EnumerateDirectories(Run) : []
        where Read($"{folder}/owner.json") is var owner && (owner.Length == 0 || owner.Contains($"{engine.Folder}/"))
        select $"folder {folder}";

    private static IEnumerable<int> Pids() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let pid = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
        where pid > 0
        select pid;

    private static bool IsInGroup(Engine engine, int pid) =>
        engine.ControlGroup.Length > 0 && Read($"/proc/{pid}/cgroup").Contains($"/{engine.ControlGroup}");

    private static string? Namespace(int pid, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Empty where it went away in between.</summary>
    internal static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
