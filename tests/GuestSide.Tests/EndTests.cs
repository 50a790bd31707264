using Dkvm.Protocol.Streams;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>The ways in which a machine is made to end.</summary>
public class EndTests
{
    private const string HandlesTerm = "trap 'echo stopping; exit 9' TERM; echo ready; while true; do sleep 0.1; done";

    [Fact]
    public void The_power_button_is_a_TERM_for_the_entrypoint()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell(HandlesTerm));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.Output.Contains("ready"));
            machine.PressPowerButton();
            var ended = machine.End(result);
            Assert.Equal((9, "ready\nstopping\n"), (ended.ExitCode, ended.Output));
        }
    }

    [Fact]
    public void The_agents_shutdown_kills_and_still_ends_in_order()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("trap '' TERM; echo ready; while true; do sleep 0.1; done"));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.Output.Contains("ready"));
            machine.Agent.Send("""{"execute":"guest-shutdown","arguments":{"mode":"powerdown"}}""");
            var ended = machine.End(result);
            Assert.Equal(137, ended.ExitCode);
            Assert.Equal(FrameKind.Unmounted, ended.Story[^1].Kind);
        }
    }

    [Fact]
    public void The_power_button_ends_a_machine_that_has_nothing_to_run()
    {
        var (machine, result) = TestMachine.Start(Plans.Run("nope"));
        using (machine)
        {
            Assert.NotNull(result.Failure);
            machine.PressPowerButton();
            Assert.Null(machine.End(result).ExitCode);
        }
    }

    [Fact]
    public void Signals_reach_the_entrypoint_as_they_reach_a_process_1()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("trap 'echo usr1; exit 0' USR1; echo ready; while true; do sleep 0.1; done"));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.Output.Contains("ready"));
            // Without a handler process 1 ignores TERM; with one it gets USR1.
            machine.Streams.Send(Frame.EncodeNumber(FrameKind.Signal, 0, 0, 15));
            machine.Streams.Send(Frame.EncodeNumber(FrameKind.Signal, 0, 0, 10));
            var ended = machine.End(result);
            Assert.Equal((0, "ready\nusr1\n"), (ended.ExitCode, ended.Output));
        }
    }

    [Fact]
    public void A_signal_that_came_before_the_process_is_not_lost()
    {
        using var machine = new TestMachine();
        machine.Streams.Send(Frame.EncodeNumber(FrameKind.Signal, 0, 0, 9));
        var result = machine.Configure(Plans.Shell("sleep 1000"));
        Assert.Equal(137, machine.End(result).ExitCode);
    }
}
