using Dkvm.Tests.EndToEnd.Harness;

namespace Dkvm.Tests.EndToEnd;

public sealed class TerminalTests(Engine engine) : EngineTest(engine)
{
    private const string CtrlC = "\x03";

    [Theory]
    [BothRuntimes]
    public async Task A_terminal_has_the_size_of_its_user_and_follows_it(string runtime)
    {
        await using var session = TerminalSession.Start(Docker, rows: 33, columns: 111,
            Docker.RunArguments(runtime, ["-it", Image.Busybox, "sh", "-c", "trap 'echo size $(stty size)' WINCH; echo size $(stty size); while :; do sleep 0.1; done"]));
        await session.Expect("size 33 111");

        session.Resize(rows: 44, columns: 122);

        await session.Expect("size 44 122");
    }

    [Theory]
    [BothRuntimes]
    public async Task A_shell_in_a_terminal_works_as_usual(string runtime)
    {
        await using var session = TerminalSession.Start(Docker, 24, 80, Docker.RunArguments(runtime, ["-it", Image.Busybox]));
        await TerminalUse.AShell(session);
    }

    [Theory]
    [BothRuntimes]
    public async Task A_raw_terminal_passes_every_byte(string runtime)
    {
        await using var session = TerminalSession.Start(Docker, 24, 80,
            Docker.RunArguments(runtime, ["-it", Image.Busybox, .. TerminalUse.RawEcho]));
        await TerminalUse.EveryByte(session);
    }

    [Theory]
    [BothRuntimes]
    public async Task The_detach_keys_leave_a_container_running_and_attach_comes_back(string runtime)
    {
        var container = await Docker.Start(runtime, "-it", Image.Busybox, "sh", "-c", "while read word; do echo heard $word; done");
        await using (var session = TerminalSession.Start(Docker, 24, 80, "attach", container))
        {
            session.Type("one\r");
            await session.Expect("heard one");
            session.Type("\x10\x11");
            await session.Expect("read escape sequence");
        }
        await using (var session = TerminalSession.Start(Docker, 24, 80, "attach", container))
        {
            session.Type("two\r");
            await session.Expect("heard two");
        }
    }
}
