using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>What our own agent is told to do, and what it says to it: the conversation of AgentCommands.cs.</summary>
internal sealed class GuestSetup(AgentConnection agent, Timeline timeline, Action<GuestSaid> onEvent)
{
    /// <summary>Written before the guest has booted: no round trip is lost.</summary>
    public void Configure(GuestPlan plan) => agent.Synchronise(
        () =>
        {
            timeline.Mark("hello");
            onEvent(new GuestSaid.Hello());
        },
        AgentCommands.Configure,
        json => PlanJson.Write(json, plan),
        answer =>
        {
            if (!answer.Lost) // the loss itself is told
                onEvent(Configured(answer));
        });

    /// <summary>Has the guest listen to its power button: it does before it answers.</summary>
    public void Arm() => agent.Ask(AgentCommands.Arm, null, answer =>
    {
        if (answer.Error is null)
            onEvent(new GuestSaid.Armed());
    });

    /// <summary>No answer comes on success.</summary>
    public void Shutdown() => agent.Tell(AgentCommands.Shutdown, json =>
    {
        json.WriteStartObject();
        json.WriteString("mode"u8, "powerdown"u8);
        json.WriteEndObject();
    });

    private GuestSaid Configured(AgentAnswer answer)
    {
        if (answer.Error is { } error)
            return new GuestSaid.Refused(ExitCode.RuntimeFailed, $"the guest could not be set up: {error.Desc}");
        ConfigureResult? result;
        try
        {
            result = JsonSerializer.Deserialize(answer.Return.Span, QgaJson.Default.ConfigureResult);
        }
        catch (JsonException e)
        {
            throw new ProtocolException(e.Message);
        }
        if (result is null)
            throw new ProtocolException("null is no answer");
        timeline.MarkGuest(result.Marks ?? []);
        timeline.Mark("entrypoint");
        return result.Failure is { } failure
            ? new GuestSaid.Refused(Math.Clamp(failure.ExitCode, 1, 255), failure.Message)
            : new GuestSaid.Started(result.Kernel ?? "", result.Warnings ?? []);
    }
}
