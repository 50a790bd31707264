using Dkvm.Tests.GuestSide.Machine;

namespace Dkvm.Tests.Interop;

/// <summary>
/// One list of conversations, two agents, the same answers. The client knows neither of them; where an answer differs,
/// conversations.json says why.
/// </summary>
public class ConversationTests
{
    [Fact]
    public void Debians_own_agent_answers_as_expected()
    {
        using var agent = new StockAgent();
        Client.HasEveryConversation(agent.Socket, "stock");
    }

    [Fact]
    public void Our_agent_in_a_machine_answers_the_same()
    {
        var (machine, result) = TestMachine.Start(Plans.Shell("while true; do sleep 1000; done"));
        using (machine)
        {
            Assert.Null(result.Failure);
            using var relay = new Relay(machine.Agent.Stream);
            Client.HasEveryConversation(relay.Path, "dkvm");
        }
    }
}
