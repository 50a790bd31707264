using System.Text.Json;
using Dkvm.Actors.Ports;
using Dkvm.Contract;
using Dkvm.Contract.Json;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest;

/// <summary>What our own agent is told to do, and what it says to it: the conversation of AgentCommands.cs.</summary>
/// <param name="onHello">Called the moment that the guest answers.</param>
internal sealed class GuestSetup(AgentConnection agent, Timeline timeline, Action onHello, Action<GuestSaid> onEvent)
{
    /// <summary>Written before the guest has booted: no round trip is lost.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="resumes">It was saved while it ran, and goes on.</param>
    public void Configure(GuestPlan plan, bool resumes) => agent.Synchronise(
        () =>
        {
            onHello();
            timeline.Mark("hello");
            onEvent(new GuestSaid.Hello());
        },
        resumes ? AgentCommands.Resume : AgentCommands.Configure,
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

    public void Resize(int vcpus) => agent.Tell(AgentCommands.Resize, json =>
    {
        json.WriteStartObject();
        json.WriteNumber(AgentCommands.Vcpus, vcpus);
        json.WriteEndObject();
    });

    /// <summary>Gives the guest another network; told null when it has it, or what failed.</summary>
    public void ChangeNetwork(NetworkPlan plan, Action<string?> done) =>
        agent.Ask(AgentCommands.Network, json => PlanJson.Write(json, plan), answer => done(answer.Error?.Desc));

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
