using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Ask: Send-And-Receive-Future".</summary>
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
    public async Task No_answer_in_time_is_an_AskTimeoutException() =>
        await Assert.ThrowsAsync<AskTimeoutException>(() => Sys.ActorOf(Props.Empty).Ask<string>("hi", TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task A_cancelled_token_cancels_the_task()
    {
        using var source = new CancellationTokenSource();
        var answer = Sys.ActorOf(Props.Empty).Ask<string>("hi", source.Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private IActorRef Echo() => Sys.ActorOf(Props.Create(() => new EchoActor()));

    private sealed class EchoActor : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
