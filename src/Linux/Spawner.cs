namespace Dkvm.Linux;

/// <summary>
/// Starts processes by native/spawn.c: a clone(2) that shares memory and suspends the calling thread until execve(2)
/// has succeeded. Safe in a program with a garbage collector and other threads. Exits come through <see cref="Reaper"/>.
/// </summary>
public static unsafe class Spawner
{
    /// <summary>Returns when the program runs.</summary>
    /// <exception cref="SpawnException">It does not run; nothing is left behind.</exception>
    public static SpawnedProcess Start(SpawnRequest request)
    {
        using var arena = new NativeArena();
        var program = request.Program ?? request.Arguments[0];
        var candidates = request.SearchPath is { } path
            ? ProgramPath.Candidates(program, path)
            : ProgramPath.Candidates(program, request.Environment);
        var native = new SpawnNative.Request
        {
            Candidates = arena.Strings(candidates),
            Arguments = arena.Strings(request.Arguments),
            Environment = arena.Strings(request.Environment),
            Directory = arena.String(request.Directory),
            Root = arena.String(request.Root),
            Namespaces = (ulong)(uint)request.NewNamespaces,
            PidNamespace = request.JoinPidNamespace ?? SpawnNative.NoDescriptor,
            NewSession = request.NewSession ? 1 : 0,
            Terminal = request.ControllingTerminal ? 1 : 0,
            NoNewPrivileges = request.NoNewPrivileges ? 1 : 0,
            Umask = request.Umask ?? SpawnNative.NoValue,
            OomScoreAdj = request.OomScoreAdj ?? SpawnNative.NoValue,
            DeathSignal = request.ParentDeathSignal ?? 0,
            Gate = request.Gate is { } gate ? gate.Word : null,
        };
        AddDescriptors(ref native, request.Descriptors, arena);
        AddMounts(ref native, request.Mounts, arena);
        AddLimits(ref native, request.Limits, arena);
        AddUser(ref native, request.User, arena);
        AddCapabilities(ref native, request.Capabilities);
        AddFilter(ref native, request.Filter, arena);

        var pid = SpawnNative.Spawn(&native);
        if (pid > 0)
            return new(pid, native.PidFd);
        var step = (SpawnStep)native.FailedStep;
        throw new SpawnException(step, native.FailedErrno, Subject(step, native.FailedIndex, request, candidates));
    }

    private static void AddDescriptors(ref SpawnNative.Request native, IReadOnlyList<int> descriptors, NativeArena arena)
    {
        native.DescriptorCount = descriptors.Count;
        native.Descriptors = arena.Array<int>(descriptors.Count);
        for (var i = 0; i < descriptors.Count; i++)
            native.Descriptors[i] = descriptors[i];
    }

    private static void AddMounts(ref SpawnNative.Request native, IReadOnlyList<SpawnMount> mounts, NativeArena arena)
    {
        native.MountCount = mounts.Count;
        native.Mounts = arena.Array<SpawnNative.MountStep>(mounts.Count);
        for (var i = 0; i < mounts.Count; i++)
            native.Mounts[i] = new()
            {
                Source = arena.String(mounts[i].Source),
                Target = arena.String(mounts[i].Target),
                Type = arena.String(mounts[i].Type),
                Data = arena.String(mounts[i].Data),
                Flags = mounts[i].Flags,
                Kind = (long)mounts[i].Kind,
            };
    }

    private static void AddLimits(ref SpawnNative.Request native, IReadOnlyList<ResourceLimit> limits, NativeArena arena)
    {
        native.LimitCount = limits.Count;
        native.Limits = arena.Array<SpawnNative.Limit>(limits.Count);
        for (var i = 0; i < limits.Count; i++)
            native.Limits[i] = new() { Resource = limits[i].Resource, Soft = limits[i].Soft, Hard = limits[i].Hard };
    }

    private static void AddUser(ref SpawnNative.Request native, SpawnUser? user, NativeArena arena)
    {
        if (user is null)
            return;
        native.SetUser = 1;
        (native.Uid, native.Gid, native.GroupCount) = (user.Uid, user.Gid, user.Groups.Count);
        native.Groups = arena.Array<uint>(user.Groups.Count);
        for (var i = 0; i < user.Groups.Count; i++)
            native.Groups[i] = user.Groups[i];
    }

    private static void AddCapabilities(ref SpawnNative.Request native, CapabilitySets? sets)
    {
        if (sets is not { } s)
            return;
        native.SetCapabilities = 1;
        (native.Bounding, native.Effective, native.Permitted) = (s.Bounding, s.Effective, s.Permitted);
        (native.Inheritable, native.Ambient) = (s.Inheritable, s.Ambient);
    }

    private static void AddFilter(ref SpawnNative.Request native, SyscallFilter? filter, NativeArena arena)
    {
        if (filter is null)
            return;
        native.Filter = arena.Array<byte>(filter.Program.Length);
        filter.Program.CopyTo(new Span<byte>(native.Filter, filter.Program.Length));
        (native.FilterLength, native.FilterFlags) = ((uint)filter.Program.Length / 8, filter.Flags);
    }

    private static string Subject(SpawnStep step, int index, SpawnRequest request, IReadOnlyList<string> candidates) =>
        step switch
        {
            SpawnStep.Mount => $"mount at {request.Mounts[index].Target}",
            SpawnStep.Rlimit => $"limit {Rlimit.Name(request.Limits[index].Resource)}",
            SpawnStep.Seccomp => "the seccomp filter",
            SpawnStep.Directory => $"chdir to {request.Directory}",
            SpawnStep.Execute => candidates[index],
            _ => request.Arguments[0],
        };
}
