using Akka.Actor;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>The time-out of Ask runs on the system's scheduler.</summary>
public sealed class AskDeadlineTests : VirtualTime
{
    [Fact]
    public async Task An_ask_ends_when_its_time_has_passed_and_not_before()
    {
        var answer = Sys.ActorOf(Act.On((_, _) => { })).Ask<string>("hi", Seconds(10));
        Pass(9.9);
        Assert.False(answer.IsCompleted);
        Pass(0.1);
        await Assert.ThrowsAsync<AskTimeoutException>(() => answer);
    }
}
