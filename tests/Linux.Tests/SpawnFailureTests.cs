using Dkvm.Linux;

namespace Dkvm.Tests.Linux;

/// <summary>What cannot be started says at which step and why, and leaves no child.</summary>
public sealed class SpawnFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkvm-spawn-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_missing_program_fails_the_look_up() =>
        Fails(SpawnStep.LookUp, Errno.ENOENT, new() { Arguments = ["/nowhere/program"] });

    [Fact]
    public void A_name_that_no_folder_of_PATH_has_fails_the_look_up() =>
        Fails(SpawnStep.LookUp, Errno.ENOENT, new() { Arguments = ["no-such-program"], Environment = ["PATH=/bin:/usr/bin"] });

    [Fact]
    public void Without_PATH_a_bare_name_is_not_found() =>
        Fails(SpawnStep.LookUp, Errno.ENOENT, new() { Arguments = ["sh"] });

    [Fact]
    public void A_file_without_the_executable_bit_fails_the_look_up() =>
        Fails(SpawnStep.LookUp, Errno.EACCES, new() { Arguments = [Write("plain", "#!/bin/sh\n", executable: false)] });

    [Fact]
    public void A_folder_fails_the_look_up() => Fails(SpawnStep.LookUp, Errno.EISDIR, new() { Arguments = ["/etc"] });

    [Fact]
    public void A_program_of_no_known_format_fails_to_execute() =>
        Fails(SpawnStep.Execute, Errno.ENOEXEC, new() { Arguments = [Write("odd", "\u0001\u0002no program", executable: true)] });

    [Fact]
    public void A_script_whose_interpreter_is_missing_fails_to_execute() =>
        Fails(SpawnStep.Execute, Errno.ENOENT, new() { Arguments = [Write("script", "#!/nowhere/sh\n", executable: true)] });

    [Fact]
    public void An_executable_later_in_PATH_wins_over_a_plain_file()
    {
        Write("tool", "", executable: false);
        var later = _folder.CreateSubdirectory("later");
        Write("later/tool", "#!/bin/sh\nexit 42\n", executable: true);
        var run = Spawned.Run(new() { Arguments = ["tool"], Environment = [$"PATH={_folder.FullName}:{later.FullName}"] });
        Assert.Equal(42, run.Status.Code);
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        var e = Fails(SpawnStep.Directory, Errno.ENOENT, new() { Arguments = ["/bin/true"], Directory = "/nowhere" });
        Assert.Equal("chdir to /nowhere", e.Subject);
    }

    [Fact]
    public void A_mount_that_fails_is_named()
    {
        var e = Fails(SpawnStep.Mount, Errno.ENOENT, new()
        {
            Arguments = ["/bin/true"],
            NewNamespaces = NamespaceFlags.Mount,
            Mounts = [new(SpawnMountKind.Plain, "/nowhere", "proc", "proc")],
        });
        Assert.Equal("mount at /nowhere", e.Subject);
    }

    [Fact]
    public void A_limit_that_the_kernel_refuses_is_named()
    {
        var e = Fails(SpawnStep.Rlimit, Errno.EINVAL, new()
        {
            Arguments = ["/bin/true"],
            Limits = [new(Rlimit.Number("RLIMIT_NOFILE")!.Value, Soft: 20, Hard: 10)],
        });
        Assert.Equal("limit RLIMIT_NOFILE", e.Subject);
    }

    [Fact]
    public void A_descriptor_that_is_not_open_fails() =>
        Fails(SpawnStep.Descriptors, Errno.EBADF, new() { Arguments = ["/bin/true"], Descriptors = [0, 1, 987654] });

    [Fact]
    public void No_zombie_is_left()
    {
        for (var i = 0; i < 50; i++)
            Assert.Throws<SpawnException>(() => Spawner.Start(new() { Arguments = ["/nowhere/program"] }));
        var own = Environment.ProcessId.ToString();
        // A child that never became another program has this thread's name; those of other tests have their programs'.
        var name = $"({File.ReadAllText("/proc/thread-self/comm").Trim()})";
        Assert.DoesNotContain(Directory.GetDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)), p =>
        {
            try
            {
                var stat = File.ReadAllText($"{p}/stat");
                var fields = stat.Split(") ")[^1].Split(' ');
                return fields[1] == own && fields[0] == "Z" && stat.Contains(name);
            }
            catch (IOException)
            {
                return false; // it ended meanwhile
            }
        });
    }

    private SpawnException Fails(SpawnStep step, int errno, SpawnRequest request)
    {
        var e = Assert.Throws<SpawnException>(() => Spawner.Start(request));
        Assert.Equal((step, Errno.Name(errno)), (e.Step, Errno.Name(e.Errno)));
        return e;
    }

    private string Write(string name, string content, bool executable)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | (executable ? UnixFileMode.UserExecute : 0));
        return path;
    }
}
