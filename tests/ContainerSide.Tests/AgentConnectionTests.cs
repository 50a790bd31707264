using System.Text;
using Dkvm.ContainerSide.Guest;
using Dkvm.Linux;
using Dkvm.Protocol.Qga;

namespace Dkvm.Tests.ContainerSide;

/// <summary>The supervisor's client of the guest's agent with an agent that does what it likes.</summary>
public sealed class AgentConnectionTests : IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly AgentConnection _connection;
    private readonly int _guest;
    private readonly List<AgentLoss> _losses = [];

    public AgentConnectionTests()
    {
        var (ours, theirs) = UnixSocket.Pair();
        _guest = theirs;
        _connection = new AgentConnection(_loop, ours, _losses.Add);
        _loop.Start("agent");
    }

    public void Dispose()
    {
        OnLoop(_connection.Dispose);
        _loop.Dispose();
        Descriptor.Close(_guest);
    }

    [Fact]
    public void Before_the_synchronisation_nothing_counts_and_both_commands_come_in_one_breath()
    {
        var told = new List<string>();
        OnLoop(() => _connection.Synchronise(() => told.Add("hello"), "guest-info", null, a => told.Add(Text(a))));
        Assert.Equal(
            "\u00ff{\"execute\":\"guest-sync-delimited\",\"arguments\":{\"id\":1},\"id\":1}\n{\"execute\":\"guest-info\",\"id\":2}\n", Sent());
        Say("{\"return\":5}\n{\"return\":\"old\",\"id\":2}\nrubbish\n{\"return\":1,\"error\":{\"class\":\"x\",\"desc\":\"y\"},\"id\":1}\n");
        Say("half an answ\u00ff{\"return\":1,\"id\":1}\n{\"return\":\"new\",\"id\":2}\n");
        Settle();
        Assert.Equal(["hello", "\"new\""], told);
    }

    [Fact]
    public void Answers_may_come_in_any_order_and_only_once()
    {
        Synchronise();
        var told = new List<string>();
        OnLoop(() =>
        {
            _connection.Ask("a", null, a => told.Add("a " + Text(a)));
            _connection.Ask("b", json => json.WriteRawValue("{\"x\":1}"), a => told.Add("b " + Text(a)));
        });
        Assert.Equal("{\"execute\":\"a\",\"id\":4}\n{\"execute\":\"b\",\"arguments\":{\"x\":1},\"id\":5}\n", Sent());
        Say("{\"id\":5,\"error\":{\"class\":\"C\",\"desc\":\"no\"}}\n{\"return\":{},\"id\":99}\n{\"return\":{}}\n{\"return\":{},\"id\":\"4\"}\n"
            + "{\"return\":[1],\"id\":4}\n{\"return\":[2],\"id\":4}\n");
        Settle();
        Assert.Equal(["b C no", "a [1]"], told);
        Assert.Empty(_losses);
    }

    [Fact]
    public void Who_forgot_a_question_is_not_told_its_answer()
    {
        Synchronise();
        var told = new List<string>();
        OnLoop(() => _connection.Forget(_connection.Ask("a", null, a => told.Add(Text(a)))));
        Say("{\"return\":1,\"id\":4}\n");
        Settle();
        Assert.Empty(told);
    }

    [Fact]
    public void When_the_connection_is_lost_everybody_is_told_after_the_loss_itself()
    {
        Synchronise();
        var told = new List<string>();
        OnLoop(() => _connection.Ask("a", null, a => told.Add($"{a.Lost} after {_losses.Count}")));
        Sent();
        Say("{}\n");
        Settle();
        Assert.Equal(["True after 1"], told);
        Assert.True(Assert.Single(_losses).Broke);
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("[]\n")]
    [InlineData("{\"return\":1,\"id\":4} trailing\n")]
    [InlineData("{\"error\":5,\"id\":4}\n")]
    [InlineData("{\"error\":null,\"id\":4}\n")]
    [InlineData("{\"ret\u00c3urn\":1,\"id\":4}\n")]
    public void What_is_no_answer_breaks_the_connection(string line)
    {
        Synchronise();
        OnLoop(() => _connection.Ask("a", null, _ => { }));
        Say(line);
        Settle();
        Assert.True(Assert.Single(_losses).Broke);
    }

    [Fact]
    public void Long_answers_are_taken_while_somebody_asked_for_much_and_only_then()
    {
        Synchronise();
        AgentAnswer? answer = null;
        OnLoop(() => _connection.Ask("a", null, a => answer = a, much: true));
        Say($"{{\"return\":\"{new string('x', AgentCommands.MaxAnswer)}\",\"id\":4}}\n");
        Settle();
        Assert.Equal(AgentCommands.MaxAnswer + 2, answer?.Return.Length);
        Say(new string('x', AgentCommands.MaxAnswer + 1));
        Settle();
        Assert.True(Assert.Single(_losses).Broke);
    }

    private void Synchronise()
    {
        OnLoop(() => _connection.Synchronise(() => { }, "guest-info", null, _ => { }));
        Sent();
        Say("{\"return\":1,\"id\":1}\n{\"return\":{},\"id\":2}\n");
        Settle(); // asks number 3
        Sent();
    }

    private static string Text(AgentAnswer answer) =>
        answer.Error is { } e ? $"{e.Class} {e.Desc}" : Encoding.UTF8.GetString(answer.Return.Span);

    private string Sent()
    {
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, Descriptor.Read(_guest, buffer));
    }

    private void Say(string text) => Descriptor.WriteAll(_guest, Encoding.Latin1.GetBytes(text));

    /// <summary>Until all that was said has been heard: a last question and its answer follow it, or the loss.</summary>
    private void Settle()
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long id = 0;
        OnLoop(() =>
        {
            if (_losses.Count > 0)
                heard.SetResult();
            else
                id = _connection.Ask("settle", null, _ => heard.TrySetResult());
        });
        Say($"{{\"return\":{{}},\"id\":{id}}}\n");
        heard.Task.WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
    }

    private void OnLoop(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        done.Task.WaitAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
    }
}
