namespace Dkvm.HostSide.CommandLine;

/// <summary>
/// The flags of an OCI runtime's command line, as far as a command has to be understood: runc 1.0 to 1.3 (main.go and
/// one file per command) and crun. A flag with an alias stands for one setting under its first name.
/// </summary>
/// <param name="Values">Flags that take a value, by every name they have, without dashes; to their first name.</param>
/// <param name="Switches">Flags that are on or off.</param>
public sealed record FlagTable(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Switches)
{
    public static readonly FlagTable Global = Make(
        "log log-format root criu rootless cgroup-manager", "debug systemd-cgroup help,h version,v");

    private const string Start = "bundle,b console-socket pid-file preserve-fds pidfd-socket";

    /// <returns>Null for a command that goes to runc as it is.</returns>
    public static FlagTable? Of(string command) => command switch
    {
        "create" => Make(Start, "no-pivot no-new-keyring help,h"),
        "run" => Make(Start, "detach,d keep no-subreaper no-pivot no-new-keyring help,h"),
        "restore" => Make(
            Start + " image-path work-path manage-cgroups-mode empty-ns lsm-profile lsm-mount-context",
            "tcp-established ext-unix-sk shell-job file-locks detach,d no-subreaper no-pivot auto-dedup lazy-pages help,h"),
        "checkpoint" => Make(
            "image-path work-path parent-path status-fd page-server manage-cgroups-mode empty-ns network-lock lsm-profile lsm-mount-context",
            "leave-running tcp-established tcp-skip-in-flight link-remap ext-unix-sk shell-job lazy-pages file-locks pre-dump auto-dedup help,h"),
        "start" => Make("", "help,h"),
        "delete" => Make("", "force,f help,h"),
        "kill" => Make("regex,r", "all,a help,h"),
        "update" => Make(
            "resources,r blkio-weight cpu-period cpu-quota cpu-burst cpu-rt-period cpu-rt-runtime cpu-share cpuset-cpus cpuset-mems cpu-idle " +
            "kernel-memory kernel-memory-tcp memory memory-reservation memory-swap pids-limit l3-cache-schema mem-bw-schema",
            "help,h"),
        "exec" => Make(
            "console-socket cwd env,e user,u additional-gids,g process,p pid-file process-label apparmor cap,c " +
            "preserve-fds cgroup pidfd-socket",
            "tty,t detach,d no-new-privs ignore-paused help,h"),
        _ => null,
    };

    public bool Knows(string name) => Values.ContainsKey(name) || Switches.ContainsKey(name);

    private static FlagTable Make(string values, string switches) => new(Names(values), Names(switches));

    private static Dictionary<string, string> Names(string flags)
    {
        var names = new Dictionary<string, string>();
        foreach (var flag in flags.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var all = flag.Split(',');
            foreach (var name in all)
                names[name] = all[0];
        }
        return names;
    }
}
