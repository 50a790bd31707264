using System.Text;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Protocol.Streams;
using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.GuestSide;

/// <summary>A guest comes to rest before it is saved, and goes on: the same one, or another host's.</summary>
public class ResumeTests
{
    [Fact]
    public void A_guest_that_holds_takes_input_and_says_nothing_until_it_is_released()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("read x; echo got $x; read x; exit 4"));
        using (machine)
        {
            Hold(machine);
            machine.Streams.Type("one\n");
            machine.Agent.Ask("guest-ping"); // it has had its turn
            Assert.Equal("", machine.Streams.Output);

            machine.Streams.Send(Frame.Encode(FrameKind.Release, 0, 0));
            machine.Streams.Until(() => machine.Streams.Output == "got one\n");
            machine.Streams.Type("two\n");
            Assert.Equal(4, machine.End(result).ExitCode);
        }
    }

    [Fact]
    public void A_guest_that_goes_on_elsewhere_tells_where_its_streams_stand_and_has_the_hosts_time()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("exec 0<&-; until [ -e /go ]; do sleep 0.1; done; date +%Y; exit 5"));
        using (machine)
        {
            machine.Streams.Until(() => machine.Streams.InputCancelled);
            Hold(machine);
            var cancels = machine.Streams.Story.Count(f => f.Kind == FrameKind.Cancel);

            Resume(machine, "\"return\"");
            machine.Streams.Until(() => machine.Streams.Story.Count(f => f.Kind == FrameKind.Cancel) == cancels + 1);
            Synchronise(machine);
            machine.Streams.Send(Frame.EncodeClock((long)(new DateTime(2031, 6, 1) - DateTime.UnixEpoch).TotalSeconds * 1_000_000_000));
            machine.Agent.Ask("guest-ping");
            File.WriteAllText(Path.Combine(machine.Root, "go"), "");

            var ended = machine.End(result);
            Assert.Equal(("2031\n", 5), (ended.Output, ended.ExitCode));
        }
    }

    [Fact]
    public void A_guest_that_was_not_saved_does_not_go_on()
    {
        var (machine, _) = TestMachine.Start(Plans.Run("sleep", "1000"));
        using (machine)
            Resume(machine, "was not saved while its workload ran");
    }

    private static void Hold(TestMachine machine)
    {
        machine.Streams.Send(Frame.Encode(FrameKind.Hold, 0, 0));
        machine.Streams.Until(() => machine.Streams.Story.Contains((FrameKind.Held, 0)));
    }

    private static void Synchronise(TestMachine machine)
    {
        machine.Agent.Send([0xFF, .. "{\"execute\":\"guest-sync-delimited\",\"arguments\":{\"id\":4712}}\n"u8]);
        Assert.Equal(4712, (int)machine.Agent.Receive()["return"]!);
    }

    private static void Resume(TestMachine machine, string answer)
    {
        var plan = Encoding.UTF8.GetString(PlanJson.Write(Plans.Run("true") with { Entropy = new byte[64] }));
        machine.Agent.Send($"{{\"execute\":\"dkvm-resume\",\"arguments\":{plan}}}");
        Assert.Contains(answer, machine.Agent.Receive().ToJsonString());
    }
}
