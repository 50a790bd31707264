using Dkvm.Contract;
using Dkvm.Protocol.Streams;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

public class TerminalTests
{
    [Fact]
    public void A_terminal_has_its_size_follows_changes_and_passes_the_interrupt_key()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("""
            trap 'stty size' WINCH
            trap 'sleep 1; echo interrupted; exit 3' INT # the key also flushes output (termios(3), NOFLSH): not ours
            tty; stty size; ls -l /dev/console | cut -c1; test -t 0 -a -t 1 -a -t 2 && echo all three
            echo to console > /dev/console
            while true; do read line && echo "got $line"; done
            """).With(OnTerminal));
        using (machine)
        {
            Seen(machine, "/dev/pts/0\r\n33 77\r\nc\r\nall three\r\nto console\r\n");
            machine.Streams.Type("hello\r");
            Seen(machine, "got hello\r\n");
            machine.Streams.Send(Frame.EncodeResize(0, rows: 50, columns: 132));
            machine.Streams.Type("\r"); // the shell runs its trap after the read
            Seen(machine, "50 132\r\n");
            machine.Streams.Type("\u0003");
            var ended = machine.End(result);
            Assert.Equal(3, ended.ExitCode);
            Assert.Contains("interrupted\r\n", ended.Output);
            Assert.Equal("", ended.Errors);
        }
    }

    [Fact]
    public void A_reader_that_has_gone_hangs_the_terminal_up()
    {
        var (machine, result) = TestMachine.Start(
            Plans.Shell("trap 'echo hangup > /data/trace; exit 4' HUP; echo ready; while true; do sleep 0.1; done").With(OnTerminal));
        using (machine)
        {
            Seen(machine, "ready");
            machine.Streams.Send(Frame.Encode(FrameKind.Cancel, Frame.Stdout, 0));
            Assert.Equal(4, machine.End(result).ExitCode);
            Assert.Equal("hangup\n", File.ReadAllText(Path.Combine(machine.Root, "data/trace")));
        }
    }

    private static ProcessPlan OnTerminal(ProcessPlan plan) => plan with { Terminal = true, Rows = 33, Columns = 77 };

    private static void Seen(TestMachine machine, string text) =>
        machine.Streams.Until(() => machine.Streams.Output.Contains(text));
}
