using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

/// <summary>A container without any option.</summary>
public sealed class DefaultProcess(Engine engine) : OncePerRuntime<IReadOnlyDictionary<string, string>>(engine)
{
    private const string Script = """
        echo "pid: $$"
        echo "ids: $(id -u) $(id -g)"
        echo "home: $HOME"
        echo "path: $PATH"
        echo "folder: $(pwd)"
        echo "term: $TERM"
        echo "capabilities: $(grep CapEff /proc/self/status | cut -f2)"
        echo "umask: $(umask)"
        echo "root: $(touch /here && ls /here)"
        echo "masked: $(wc -c < /proc/timer_list)"
        echo "devices: $(for d in null zero full random urandom tty ptmx; do [ -c /dev/$d ] && echo -n "$d "; done)"
        echo "links: $(readlink /dev/fd) $(readlink /dev/stdin) $(readlink /dev/stdout) $(readlink /dev/stderr)"
        echo "nothing: $(echo x > /dev/null && wc -c < /dev/null)"
        echo "shared memory: $(df -k /dev/shm | tail -n 1 | awk '{ print $1, $2 }')"
        echo "options: $(env | grep -c DKVM)"
        echo "limits: $(ulimit -Sa | tr -s ' \n' ' ') $(ulimit -Ha | tr -s ' \n' ' ')"
        echo "our files: $(ls -d /run/dkvm /etc/dkvm /vm 2>/dev/null | wc -l)"
        """;

    protected override async Task<IReadOnlyDictionary<string, string>> Gather(string runtime) =>
        Parse((await Docker.Run(runtime, Image.Busybox, "sh", "-c", Script)).Successful().Output);
}

public sealed class DefaultProcessTests(Engine engine, DefaultProcess process) : EngineTest(engine), IClassFixture<DefaultProcess>
{
    [Theory]
    [BothRuntimes("pid", "1")]
    [BothRuntimes("ids", "0 0")]
    [BothRuntimes("home", "/root")]
    [BothRuntimes("path", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")]
    [BothRuntimes("folder", "/")]
    [BothRuntimes("term", "")]
    [BothRuntimes("capabilities", "00000000a80425fb")]
    [BothRuntimes("umask", "0022")]
    [BothRuntimes("root", "/here")]
    [BothRuntimes("masked", "0")]
    [BothRuntimes("devices", "null zero full random urandom tty ptmx")]
    [BothRuntimes("links", "/proc/self/fd /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2")]
    [BothRuntimes("nothing", "0")]
    [BothRuntimes("shared memory", "shm 65536")]
    [BothRuntimes("options", "0")]
    [BothRuntimes("our files", "0")]
    public async Task A_process_without_options_finds_what_docker_gives_it(string runtime, string what, string expected) =>
        Assert.Equal(expected, (await process.Of(runtime))[what]);

    /// <summary>Those of the engine, whatever they are on this machine: servers count on more open files than a kernel gives by itself.</summary>
    [Fact]
    public async Task A_process_without_options_has_the_limits_that_runc_would_hand_down() =>
        Assert.Equal((await process.Of(Runtime.Runc))["limits"], (await process.Of(Runtime.Dkvm))["limits"]);
}
