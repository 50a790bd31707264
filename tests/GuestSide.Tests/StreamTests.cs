using Dkvm.Protocol.Streams;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

public class StreamTests
{
    [Fact]
    public void Output_errors_and_exit_code_arrive_apart_and_in_order()
    {
        var ended = TestMachine.Run(Plans.Shell("echo out; echo err >&2; exit 7"));
        Assert.Equal(("out\n", "err\n", 7), (ended.Output, ended.Errors, ended.ExitCode));
        Assert.Equal([(FrameKind.Exit, (byte)0), (FrameKind.Unmounted, (byte)0)], ended.Story.TakeLast(2));
        Assert.Equal(2, ended.Story.Count(f => f.Kind == FrameKind.End));
    }

    [Fact]
    public void Ten_megabytes_come_back_as_they_went_and_the_end_of_input_arrives()
    {
        var sent = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        var (machine, result) = TestMachine.Start(Plans.Run("cat"));
        using (machine)
        {
            machine.Streams.Write(sent);
            machine.Streams.Send(Frame.Encode(FrameKind.End, Frame.Stdin, 0));
            Assert.Equal(0, machine.End(result).ExitCode);
            Assert.True(machine.Streams.Bytes(Frame.Stdout).AsSpan().SequenceEqual(sent));
        }
    }

    [Fact]
    public void Input_sent_before_the_process_exists_waits_for_it()
    {
        using var machine = new TestMachine();
        machine.Streams.Type("early\n");
        machine.Streams.Send(Frame.Encode(FrameKind.End, Frame.Stdin, 0));
        var result = machine.Configure(Plans.Run("cat"));
        machine.End(result);
        Assert.Equal("early\n", machine.Streams.Output);
    }

    [Fact]
    public void Without_credit_the_process_waits()
    {
        using var machine = new TestMachine();
        machine.Streams.GivesCredit = false;
        var result = machine.Configure(Plans.Shell("head -c 2000000 /dev/zero; echo done >&2"));
        machine.Streams.Until(() => machine.Streams.Bytes(Frame.Stdout).Length == Frame.Window);
        // Its answer shows that the guest has had its turn and has sent nothing beyond.
        machine.Agent.Ask("guest-ping");
        Assert.Equal((Frame.Window, ""), (machine.Streams.Bytes(Frame.Stdout).Length, machine.Streams.Errors));
        machine.Streams.GivesCredit = true;
        machine.Streams.Send(Frame.EncodeNumber(FrameKind.Credit, Frame.Stdout, 0, Frame.Window));
        machine.End(result);
        Assert.Equal((2_000_000, "done\n"), (machine.Streams.Bytes(Frame.Stdout).Length, machine.Streams.Errors));
    }

    [Fact]
    public void A_reader_that_has_gone_is_a_broken_pipe_for_the_process()
    {
        using var machine = new TestMachine();
        var result = machine.Configure(Plans.Shell("yes; echo $? >&2"));
        machine.Streams.Until(() => machine.Streams.Output.Length > 0);
        machine.Streams.Send(Frame.Encode(FrameKind.Cancel, Frame.Stdout, 0));
        Assert.Equal("141\n", machine.End(result).Errors.Split('\n').TakeLast(2).First() + "\n");
    }

    [Fact]
    public void A_process_that_closes_its_input_cancels_it()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("exec 0<&-; echo closed; sleep 1000"));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.InputCancelled);
            Assert.Null(machine.Streams.ExitCode);
        }
    }

    [Fact]
    public void What_is_left_behind_dies_with_the_entrypoint_and_holds_nothing_up()
    {
        var ended = TestMachine.Run(Plans.Shell("sleep 1000 & (sleep 1000 &) ; exit 5"));
        Assert.Equal(5, ended.ExitCode);
    }

    [Fact]
    public void What_was_written_is_on_the_hosts_disk_when_Unmounted_comes()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("head -c 5000000 /dev/urandom > /data/file; sha256sum < /data/file"));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.Unmounted);
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
                File.ReadAllBytes(Path.Combine(machine.Root, "data/file"))));
            Assert.StartsWith(hash, machine.Streams.Output);
            machine.End(result);
        }
    }
}
