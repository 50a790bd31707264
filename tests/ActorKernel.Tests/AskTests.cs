using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Ask: Send-And-Receive-Future" and "PipeTo".</summary>
public sealed class AskTests : TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Ask_gives_the_answer() => Assert.Equal("hi", await Echo().Ask<string>("hi", Soon));

    [Fact]
    public async Task Ask_without_type_gives_an_object() => Assert.Equal("hi", await Echo().Ask("hi", Soon));

    [Fact]
    public async Task An_answer_of_another_type_fails_the_task() =>
        await Assert.ThrowsAnyAsync<Exception>(() => Echo().Ask<int>("hi", Soon));

    [Fact]
    public async Task A_Status_Failure_fails_the_task_with_its_cause() =>
        await Assert.ThrowsAsync<FormatException>(() => Echo().Ask<string>(new Status.Failure(new FormatException()), Soon));

    [Fact]
    public async Task A_Status_Failure_fails_an_untyped_ask_too() =>
        await Assert.ThrowsAsync<FormatException>(() => Echo().Ask(new Status.Failure(new FormatException()), Soon));

    [Fact]
    public async Task No_answer_in_time_is_an_AskTimeoutException() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => Silent().Ask<string>("hi", TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task A_cancelled_token_cancels_the_task()
    {
        using var source = new CancellationTokenSource();
        var answer = Silent().Ask<string>("hi", source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task The_message_may_be_made_from_the_reference_to_answer_to()
    {
        var actor = Sys.ActorOf(Act.On((_, message) => ((IActorRef)message).Tell("answered")));
        Assert.Equal("answered", await actor.Ask<string>(me => me, Soon, CancellationToken.None));
    }

    [Fact]
    public async Task A_second_answer_is_a_dead_letter()
    {
        var actor = Sys.ActorOf(Act.On((context, _) =>
        {
            context.Sender.Tell("first");
            context.Sender.Tell("second");
        }));
        await EventFilter.DeadLetter<string>(m => m == "second").ExpectOneAsync(
            async () => Assert.Equal("first", await actor.Ask<string>("go", Soon)));
    }

    [Fact]
    public async Task A_selection_can_be_asked()
    {
        Sys.ActorOf(Act.Echo(), "echo");
        Assert.Equal("hi", await Sys.ActorSelection("/user/echo").Ask<string>("hi", Soon));
    }

    [Fact]
    public async Task The_asker_has_a_path_below_temp()
    {
        var actor = Sys.ActorOf(Act.On((context, _) => context.Sender.Tell(context.Sender.Path.ToStringWithoutAddress())));
        Assert.StartsWith("/temp/", await actor.Ask<string>("who?", Soon));
    }

    [Fact]
    public async Task Forward_keeps_the_original_sender()
    {
        var echo = Echo();
        var middle = Sys.ActorOf(Act.On((_, message) => echo.Forward(message)));
        Assert.Equal("hi", await middle.Ask<string>("hi", Soon));
    }

    [Fact]
    public async Task Many_asks_at_once_get_their_own_answers()
    {
        var echo = Echo();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => echo.Ask<int>(i, Soon)));
        Assert.Equal(Enumerable.Range(0, 1000), answers);
    }

    [Fact]
    public void PipeTo_tells_the_result()
    {
        Task.FromResult("done").PipeTo(TestActor);
        ExpectMsg("done");
    }

    [Fact]
    public void PipeTo_tells_a_failure_as_Status_Failure()
    {
        Task.FromException<string>(new FormatException()).PipeTo(TestActor);
        Assert.IsType<FormatException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void PipeTo_converts_results_and_failures()
    {
        Task.FromResult(1).PipeTo(TestActor, success: i => $"got {i}");
        ExpectMsg("got 1");
        Task.FromException<int>(new FormatException("bad")).PipeTo(TestActor, failure: e => e.Message);
        ExpectMsg("bad");
    }

    [Fact]
    public void PipeTo_of_a_task_without_result_tells_only_what_it_is_asked_to()
    {
        Task.CompletedTask.PipeTo(TestActor);
        Task.CompletedTask.PipeTo(TestActor, success: () => "ended");
        ExpectMsg("ended");
    }

    [Fact]
    public void PipeTo_takes_a_sender()
    {
        var probe = CreateTestProbe();
        Task.FromResult("x").PipeTo(TestActor, sender: probe.Ref);
        ExpectMsg("x");
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public async Task Tell_of_null_is_refused()
    {
        var echo = Echo();
        await echo.Ask("up"); // before that, Akka.NET lets it pass
        Assert.Throws<ArgumentNullException>(() => echo.Tell(null, TestActor));
        Assert.Throws<InvalidMessageException>(() => Sys.DeadLetters.Tell(null, TestActor));
    }

    [Fact]
    public async Task An_answer_may_be_null() =>
        Assert.Null(await Sys.ActorOf(Act.On((context, _) => context.Sender.Tell(null))).Ask<string>("x"));

    [Fact]
    public void An_answer_of_another_type_is_a_dead_letter_too() =>
        EventFilter.DeadLetter<int>().ExpectOne(
            () => Assert.IsType<ArgumentException>(Record.Exception(() => Sys.ActorOf(Act.On((context, _) => context.Sender.Tell(5))).Ask<string>("x").GetAwaiter().GetResult())));

    [Fact]
    public async Task A_time_out_is_told_in_seconds() =>
        Assert.Equal("Timeout after 0.05 seconds", (await Assert.ThrowsAsync<AskTimeoutException>(
            () => Sys.ActorOf(Act.On((_, _) => { })).Ask<string>("x", TimeSpan.FromMilliseconds(50)))).Message);

    [Fact]
    public void Without_sender_the_sender_is_dead_letters()
    {
        var actor = Sys.ActorOf(Act.On((context, _) => TestActor.Tell(context.Sender)));
        actor.Tell("hi", ActorRefs.NoSender);
        ExpectMsg(Sys.DeadLetters);
    }

    private IActorRef Echo() => Sys.ActorOf(Act.Echo());

    private IActorRef Silent() => Sys.ActorOf(Act.On((_, _) => { }));
}
