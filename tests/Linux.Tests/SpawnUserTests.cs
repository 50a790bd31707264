using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>Users, groups, capabilities, limits, namespaces: what only root can give away. The tests run as root.</summary>
public sealed class SpawnUserTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-spawn-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void User_group_and_additional_groups_are_set()
    {
        var run = Spawned.Shell("grep -E '^(Uid|Gid|Groups)' /proc/self/status", r => r with { User = new(1234, 2345, [7, 3456]) });
        Assert.Equal("Uid:\t1234\t1234\t1234\t1234\nGid:\t2345\t2345\t2345\t2345\nGroups:\t7 3456 \n", run.Output);
    }

    [Fact]
    public void A_user_without_capabilities_has_none() =>
        Assert.Equal(Caps(0, 0, 0, 0, 0), Status(r => r with { User = new(1234, 1234, []), Capabilities = CapabilitySets.None }));

    [Fact]
    public void Root_keeps_just_the_capabilities_it_is_given()
    {
        var chownAndKill = Capability.Mask(["CAP_CHOWN", "CAP_KILL"]);
        Assert.Equal(0x21UL, chownAndKill);
        Assert.Equal(Caps(0, 0x21, 0x21, 0x21, 0), Status(r => r with
        {
            User = new(0, 0, []),
            Capabilities = new(chownAndKill, chownAndKill, chownAndKill),
        }));
    }

    [Fact]
    public void Ambient_capabilities_survive_the_change_of_user()
    {
        var bind = Capability.Mask(["CAP_NET_BIND_SERVICE"]);
        Assert.Equal(Caps(bind, bind, bind, bind, bind), Status(r => r with
        {
            User = new(1234, 1234, []),
            Capabilities = new(bind, bind, bind, bind, bind),
        }));
    }

    [Fact]
    public void An_unknown_capability_is_reported()
    {
        var unknown = new List<string>();
        Assert.Equal(0UL, Capability.Mask(["CAP_FLY"], unknown));
        Assert.Equal(["CAP_FLY"], unknown);
    }

    [Fact]
    public void No_new_privileges_and_the_oom_score_are_set() =>
        Assert.Equal("NoNewPrivs:\t1\n333\n", Spawned.Shell("grep NoNewPrivs /proc/self/status; cat /proc/self/oom_score_adj",
            r => r with { NoNewPrivileges = true, OomScoreAdj = 333 }).Output);

    [Fact]
    public void Limits_are_set() =>
        Assert.Equal("100 200 0\n", Spawned.Shell("echo $(ulimit -S -n) $(ulimit -H -n) $(ulimit -c)", r => r with
        {
            Limits = [new(Rlimit.Number("RLIMIT_NOFILE")!.Value, 100, 200), new(Rlimit.Number("RLIMIT_CORE")!.Value, 0, 0)],
        }).Output);

    [Fact]
    public void A_folder_that_only_the_user_may_not_enter_is_entered_with_roots_rights()
    {
        File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var run = Spawned.Shell("readlink /proc/$$/cwd", r => r with { Directory = _folder.FullName, User = new(1234, 1234, []) });
        Assert.Equal(_folder.FullName + "\n", run.Output);
    }

    [Fact]
    public void A_program_that_the_user_may_not_execute_fails_the_look_up()
    {
        File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy("/bin/true", Path.Combine(_folder.FullName, "true"));
        var e = Assert.Throws<SpawnException>(() => Spawner.Start(new()
        {
            Arguments = [Path.Combine(_folder.FullName, "true")],
            User = new(1234, 1234, []),
        }));
        Assert.Equal((SpawnStep.LookUp, Errno.EACCES), (e.Step, e.Errno));
    }

    [Fact]
    public void In_a_PID_namespace_it_is_process_1_with_a_proc_of_its_own()
    {
        var run = Spawned.Shell("echo $$; cd /proc; echo [0-9]*", r => r with
        {
            NewNamespaces = NamespaceFlags.Pid | NamespaceFlags.Mount,
            Mounts = [PrivateMounts, new(SpawnMountKind.Plain, "/proc", "proc", "proc")],
        });
        Assert.Equal("1\n1\n", run.Output);
        Assert.NotEqual("1\n1\n", Spawned.Shell("echo $$; cd /proc; echo [0-9]*").Output);
    }

    [Fact]
    public void A_PID_namespace_can_be_joined()
    {
        var (keepOpen, end) = Descriptor.Pipe();
        var init = Spawner.Start(new()
        {
            Arguments = ["/bin/cat"], Descriptors = [keepOpen, 1, 2], NewNamespaces = NamespaceFlags.Pid,
        });
        Assert.Equal("2\n", Spawned.Shell("echo $$", r => r with { JoinPidNamespace = init.PidFd }).Output);
        Assert.NotEqual("3\n", Spawned.Shell("echo $$").Output); // the parent's own namespace is back
        Descriptor.Close(end);
        Descriptor.Close(keepOpen);
        Descriptor.Close(init.PidFd);
    }

    [Fact]
    public void Masked_and_read_only_paths_are_just_that()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "secret"), "secret");
        var inner = _folder.CreateSubdirectory("folder");
        File.WriteAllText(Path.Combine(inner.FullName, "secret"), "secret");
        var fixedFolder = _folder.CreateSubdirectory("fixed");
        var run = Spawned.Shell($"cd {_folder.FullName}; cat secret; ls folder; touch fixed/x || echo refused; touch y", r => r with
        {
            NewNamespaces = NamespaceFlags.Mount,
            Mounts =
            [
                PrivateMounts,
                new(SpawnMountKind.Mask, Path.Combine(_folder.FullName, "secret")),
                new(SpawnMountKind.Mask, inner.FullName),
                new(SpawnMountKind.Mask, "/nowhere"),
                new(SpawnMountKind.ReadOnly, fixedFolder.FullName),
                new(SpawnMountKind.ReadOnly, "/nowhere"),
            ],
        });
        Assert.Equal("refused\n", run.Output);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "y")));
    }

    [Fact]
    public void Root_is_changed_before_the_program_is_looked_up()
    {
        File.Copy("/bin/busybox", Path.Combine(_folder.FullName, "busybox"));
        var run = Spawned.Run(new() { Arguments = ["/busybox", "ls", "/"], Root = _folder.FullName });
        Assert.Equal("busybox\n", run.Output);
    }

    /// <summary>MS_REC | MS_PRIVATE: what is mounted in the child stays there.</summary>
    private static SpawnMount PrivateMounts => new(SpawnMountKind.Plain, "/", "none", Flags: 0x4000 | 0x40000);

    private static string Caps(ulong inheritable, ulong permitted, ulong effective, ulong bounding, ulong ambient) =>
        $"CapInh:\t{inheritable:x16}\nCapPrm:\t{permitted:x16}\nCapEff:\t{effective:x16}\nCapBnd:\t{bounding:x16}\nCapAmb:\t{ambient:x16}\n";

    private static string Status(Func<SpawnRequest, SpawnRequest> change) =>
        Spawned.Shell("grep ^Cap /proc/self/status", change).Output;
}
