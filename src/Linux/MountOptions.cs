namespace Dkvm.Linux;

/// <summary>
/// Mount options as words, mount(8) and OCI runtime specification config.md "Linux mount options", split into what
/// mount(2) takes as flags and what it hands to the file system.
/// </summary>
/// <param name="Flags">For the first mount(2).</param>
/// <param name="Propagation">private, shared, slave or unbindable: needs a mount(2) of its own; None without one.</param>
/// <param name="Data">The rest, comma-separated; null where there is none.</param>
public sealed record MountOptions(MountFlags Flags, MountFlags Propagation, string? Data)
{
    public static MountOptions Parse(IReadOnlyList<string> words)
    {
        var flags = MountFlags.None;
        var propagation = MountFlags.None;
        var data = "";
        foreach (var word in words)
            if (PropagationOf(word) is var p and not MountFlags.None)
                propagation = p;
            else if (FlagOf(word) is { } change)
                flags = change.Set ? flags | change.Flag : flags & ~change.Flag;
            else if (!OnlyForRuntimes(word))
                data = data.Length == 0 ? word : $"{data},{word}";
        return new(flags, propagation, data.Length == 0 ? null : data);
    }

    private static (MountFlags Flag, bool Set)? FlagOf(string word) => word switch
    {
        "defaults" => (MountFlags.None, true),
        "ro" => (MountFlags.ReadOnly, true),
        "rw" => (MountFlags.ReadOnly, false),
        "nosuid" => (MountFlags.NoSuid, true),
        "suid" => (MountFlags.NoSuid, false),
        "nodev" => (MountFlags.NoDev, true),
        "dev" => (MountFlags.NoDev, false),
        "noexec" => (MountFlags.NoExec, true),
        "exec" => (MountFlags.NoExec, false),
        "sync" => (MountFlags.Synchronous, true),
        "async" => (MountFlags.Synchronous, false),
        "dirsync" => (MountFlags.DirSync, true),
        "remount" => (MountFlags.Remount, true),
        "mand" => (MountFlags.MandatoryLock, true),
        "nomand" => (MountFlags.MandatoryLock, false),
        "atime" => (MountFlags.NoAtime, false),
        "noatime" => (MountFlags.NoAtime, true),
        "diratime" => (MountFlags.NoDirAtime, false),
        "nodiratime" => (MountFlags.NoDirAtime, true),
        "relatime" => (MountFlags.RelAtime, true),
        "norelatime" => (MountFlags.RelAtime, false),
        "strictatime" => (MountFlags.StrictAtime, true),
        "nostrictatime" => (MountFlags.StrictAtime, false),
        "lazytime" => (MountFlags.LazyTime, true),
        "iversion" => (MountFlags.IVersion, true),
        "noiversion" => (MountFlags.IVersion, false),
        "silent" => (MountFlags.Silent, true),
        "loud" => (MountFlags.Silent, false),
        "nosymfollow" => (MountFlags.NoSymFollow, true),
        "bind" => (MountFlags.Bind, true),
        "rbind" => (MountFlags.Bind | MountFlags.Recursive, true),
        _ => null,
    };

    private static MountFlags PropagationOf(string word) => word switch
    {
        "private" => MountFlags.Private,
        "rprivate" => MountFlags.Private | MountFlags.Recursive,
        "shared" => MountFlags.Shared,
        "rshared" => MountFlags.Shared | MountFlags.Recursive,
        "slave" => MountFlags.Slave,
        "rslave" => MountFlags.Slave | MountFlags.Recursive,
        "unbindable" => MountFlags.Unbindable,
        "runbindable" => MountFlags.Unbindable | MountFlags.Recursive,
        _ => MountFlags.None,
    };

    /// <summary>Words that no file system knows: runc takes them out too.</summary>
    private static bool OnlyForRuntimes(string word) => word is "" or "tmpcopyup" or "idmap" or "ridmap";
}
