using System.Text.Json;
using Dkvm.Protocol;
using Dkvm.Protocol.Qga;

namespace Dkvm.ContainerSide.Guest.Plain;

/// <summary>What an agent can do, by its guest-info.</summary>
/// <param name="Version">Its own word.</param>
/// <param name="IsOurs">It has our commands: streams, terminals, users.</param>
/// <param name="CanExec">It has guest-exec, and lets it be used: some distributions switch it off.</param>
internal sealed record AgentKind(string Version, bool IsOurs, bool CanExec)
{
    /// <summary>Synchronises with an agent that is there, and asks what it is.</summary>
    /// <param name="agent">Not synchronised yet.</param>
    /// <param name="onKnown">Gets it, or null and why it is not known.</param>
    public static void Find(AgentConnection agent, Action<AgentKind?, string?> onKnown) =>
        agent.Synchronise(() => { }, AgentCommands.Info, null, answer =>
        {
            if (answer.Error is { } error)
                onKnown(null, error.Desc);
            else
                onKnown(Of(answer), null);
        });

    /// <exception cref="ProtocolException">The answer is none to guest-info.</exception>
    public static AgentKind Of(AgentAnswer answer)
    {
        try
        {
            var info = JsonSerializer.Deserialize(answer.Return.Span, QgaJson.Default.AgentInfo)
                ?? throw new ProtocolException("null is no answer to guest-info");
            return new(
                info.Version ?? "", info.Offers(AgentCommands.Configure),
                info.Offers(AgentCommands.Exec) && info.Offers(AgentCommands.ExecStatus));
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"guest-info: {e.Message}");
        }
    }
}
