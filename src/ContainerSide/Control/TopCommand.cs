using System.Text.Json;
using Dkvm.ContainerSide.Guest;
using Dkvm.Contract;
using Dkvm.Linux;
using Dkvm.Protocol.Control;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Control;

/// <summary><c>top</c>: the workload's processes, as the guest says (TopWire.cs).</summary>
public sealed class TopCommand(World world, GuestPort guest) : IControlCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => TopWire.Top;

    public void Begin(ControlCall call)
    {
        if (!guest.IsUp)
            throw new DkvmException("the guest is not up", remedy: "dkvmctl tree shows what it waits for");
        guest.WhenUp(agent => Ask(call, agent)).Dispose();
    }

    private void Ask(ControlCall call, AgentConnection agent)
    {
        var over = false;
        LoopTimer? timer = null;
        var question = agent.Ask(AgentCommands.Processes, null, answer =>
        {
            if (!over)
                Answer(call, answer);
            End();
        });
        timer = world.Loop.After(Patience, () =>
        {
            call.Fail(new DkvmException(
                $"the guest's agent has not answered in {Patience.TotalSeconds:0} s", remedy: "dkvmctl monitor CONTAINER \"info cpus\" shows whether its kernel runs"));
            Leave();
        });
        call.OnClosed = Leave;

        void End()
        {
            over = true;
            timer?.Dispose();
        }

        void Leave()
        {
            if (over)
                return;
            End();
            agent.Forget(question);
        }
    }

    private static void Answer(ControlCall call, AgentAnswer answer)
    {
        if (answer.Error is { } error)
            call.Fail(new DkvmException($"the guest does not say what runs: {error.Desc}"));
        else if (answer.Return.Length > TopWire.MostBytes)
            call.Fail(new DkvmException($"the guest says more of what runs than {TopWire.MostBytes} bytes"));
        else
            call.Return(json => Copy(json, answer.Return));
    }

    private static void Copy(Utf8JsonWriter json, ReadOnlyMemory<byte> value) => json.WriteRawValue(value.Span);
}
