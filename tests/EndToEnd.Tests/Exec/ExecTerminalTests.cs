using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd.Exec;

public sealed class ExecTerminalTests(ExecContainers containers) : ExecTest(containers)
{
    private const string CtrlC = "\x03";

    [Theory]
    [BothRuntimes]
    public async Task A_terminal_has_the_size_of_its_user_and_follows_it(string runtime)
    {
        await using var session = Start(runtime, rows: 33, columns: 111,
            "sh", "-c", "trap 'echo size $(stty size)' WINCH; while [ \"$(stty size)\" = '0 0' ]; do sleep 0.05; done; echo size $(stty size); while :; do sleep 0.1; done");
        await session.Expect("size 33 111");

        session.Resize(rows: 44, columns: 122);

        await session.Expect("size 44 122");
        session.Type(CtrlC);
        Assert.Equal(130, await session.ExitCode());
    }

    [Theory]
    [BothRuntimes]
    public async Task A_shell_in_a_terminal_works_as_usual(string runtime)
    {
        await using var session = Start(runtime, 24, 80, "sh");
        await session.Expect("# ");

        session.Type("echo $((40 + 2)) $(tty)\r");
        await session.Expect("42 /dev/pts/");
        session.Type("echo list''ening; cat\r");
        await session.Expect("listening\r\n");
        session.Type("meow\r");
        await session.Expect("meow\r\nmeow\r\n");
        session.Type(CtrlC);
        await session.Expect("# ");
        session.Type("echo code $?\r");
        await session.Expect("code 130");
        session.Type("exit 9\r");

        Assert.Equal(9, await session.ExitCode());
    }

    [Theory]
    [BothRuntimes]
    public async Task A_raw_terminal_passes_every_byte(string runtime)
    {
        // Without ^P and ^Q, Docker's detach keys, of which a single ^P waits for what follows.
        var bytes = string.Concat(Enumerable.Range(0, 256).Where(b => b is not (0x10 or 0x11)).Select(b => (char)b));
        await using var session = Start(runtime, 24, 80, "sh", "-c", $"stty raw -echo; echo ready; head -c {bytes.Length}; echo done");
        await session.Expect("ready\n");

        session.Type(bytes);

        Assert.Equal(bytes + "done", await session.Expect("done"));
        Assert.Equal(0, await session.ExitCode());
    }

    [Theory]
    [BothRuntimes]
    public async Task The_detach_keys_leave_the_process_running(string runtime)
    {
        await using (var session = Start(runtime, 24, 80, "sh", "-c", "echo $$ > /tmp/left; echo ready; exec sleep 1000"))
        {
            await session.Expect("ready");
            session.Type("\x10\x11");
            await session.ExitCode();
        }
        Assert.Equal("alive\n", (await Containers.Shell(
            runtime, "pid=$(cat /tmp/left); rm /tmp/left; kill -0 $pid && echo alive; kill $pid")).Successful().Output);
    }

    private TerminalSession Start(string runtime, int rows, int columns, params string[] command) =>
        TerminalSession.Start(Docker, rows, columns, ["exec", "-it", Containers.Of(runtime), .. command]);
}
