namespace Dkvm.Tests.EndToEnd.Harness;

/// <summary>What a terminal has to do, whoever opened it: docker run or docker exec.</summary>
internal static class TerminalUse
{
    private const string CtrlC = "\u0003";

    /// <summary>Without ^P and ^Q, Docker's detach keys, of which a single ^P waits for what follows.</summary>
    private static readonly string Bytes = string.Concat(Enumerable.Range(0, 256).Where(b => b is not (0x10 or 0x11)).Select(b => (char)b));

    /// <summary>The command that <see cref="EveryByte"/> is typed into.</summary>
    public static string[] RawEcho => ["sh", "-c", $"stty raw -echo; echo ready; head -c {Bytes.Length}; echo done"];

    /// <summary>An interactive shell, used and left with code 9.</summary>
    public static async Task AShell(TerminalSession session)
    {
        await session.Expect("# ");

        session.Type("echo $((40 + 2)) $(tty)\r");
        await session.Expect("42 /dev/");
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

    public static async Task EveryByte(TerminalSession session)
    {
        await session.Expect("ready\n");

        session.Type(Bytes);

        Assert.Equal(Bytes + "done", await session.Expect("done"));
        Assert.Equal(0, await session.ExitCode());
    }
}
