using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A container with many of docker run's options, asked for what came of them.</summary>
public sealed class RestrictedProcess(Engine engine) : OncePerRuntime<IReadOnlyDictionary<string, string>>(engine)
{
    private const string Script = """
        echo "arguments: $0 $*"
        echo "ids: $(id -u) $(id -g) $(id -G)"
        echo "folder: $(pwd)"
        echo "given: $GIVEN"
        echo "from file: $FROM_FILE"
        echo "home: $HOME"
        echo "name: $(hostname)"
        echo "open files: $(ulimit -Sn) $(ulimit -Hn)"
        echo "capabilities: $(grep CapBnd /proc/self/status | cut -f2) $(grep CapEff /proc/self/status | cut -f2)"
        echo "no new privileges: $(grep NoNewPrivs /proc/self/status | cut -f2)"
        echo "tmpfs: $(df -k /scratch | tail -n 1 | awk '{ print $1, $2 }') $(touch /scratch/file && echo written)"
        echo "shared memory: $(df -k /dev/shm | tail -n 1 | awk '{ print $1, $2 }')"
        echo "root: $(touch /tmp/file 2>&1)"
        echo "sysctl: $(cat /proc/sys/net/ipv4/ip_default_ttl)"
        echo "added host: $(grep other.example /etc/hosts | tr '\t' ' ')"
        """;

    protected override async Task<IReadOnlyDictionary<string, string>> Gather(string runtime)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "FROM_FILE=a b\n");
        var run = await Docker.Run(runtime,
            "--entrypoint", "sh", "--user", "33:100", "--group-add", "4", "--workdir", "/srv/made", "--env", "GIVEN=some words", "--env-file", file,
            "--hostname", "facts", "--ulimit", "nofile=321:654", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--tmpfs", "/scratch:size=8m,mode=1777", "--shm-size", "32m", "--read-only", "--sysctl", "net.ipv4.ip_default_ttl=77",
            "--add-host", "other.example:192.0.2.7", Image.Busybox, "-c", Script, "zero", "an argument", "");
        File.Delete(file);
        return Parse(run.Successful().Output);
    }
}

public sealed class ProcessTests(Engine engine, RestrictedProcess restricted) : EngineTest(engine), IClassFixture<RestrictedProcess>
{
    [Theory]
    [BothRuntimes("arguments", "zero an argument")]
    [BothRuntimes("ids", "33 100 100 4")]
    [BothRuntimes("folder", "/srv/made")]
    [BothRuntimes("given", "some words")]
    [BothRuntimes("from file", "a b")]
    [BothRuntimes("home", "/var/www")]
    [BothRuntimes("name", "facts")]
    [BothRuntimes("open files", "321 654")]
    [BothRuntimes("capabilities", "0000000000000000 0000000000000000")]
    [BothRuntimes("no new privileges", "1")]
    [BothRuntimes("tmpfs", "tmpfs 8192 written")]
    [BothRuntimes("shared memory", "shm 32768")]
    [BothRuntimes("root", "touch: /tmp/file: Read-only file system")]
    [BothRuntimes("sysctl", "77")]
    [BothRuntimes("added host", "192.0.2.7 other.example")]
    public async Task An_option_of_docker_run_has_its_effect(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await restricted.Of(runtime))[what]);

    [Theory]
    [BothRuntimes]
    public async Task With_init_a_process_of_dockers_is_the_first_and_reaps(string runtime)
    {
        var run = (await Docker.Run(runtime, "--init", Image.Busybox, "sh", "-c",
            "cat /proc/1/comm; sh -c 'sh -c \"sleep 0.2\" & exit 0'; sleep 1; ps -o stat | grep -c Z; exit 5")).WithExitCode(5);

        Assert.Equal("docker-init\n0\n", run.Output);
    }
}
