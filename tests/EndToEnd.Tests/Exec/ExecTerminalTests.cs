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
        await TerminalUse.AShell(session);
    }

    [Theory]
    [BothRuntimes]
    public async Task A_raw_terminal_passes_every_byte(string runtime)
    {
        await using var session = Start(runtime, 24, 80, TerminalUse.RawEcho);
        await TerminalUse.EveryByte(session);
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
