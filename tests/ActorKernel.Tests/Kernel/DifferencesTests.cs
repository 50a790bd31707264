using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>What this runtime promises and Akka.NET 1.5.74 was not seen to keep.</summary>
public sealed class DifferencesTests : TestKit
{
    [Fact]
    public void Dead_letters_are_logged_up_to_the_configured_number()
    {
        EventFilter.Info(contains: "was not delivered").Expect(10, () =>
        {
            for (var i = 0; i < 15; i++) Sys.DeadLetters.Tell(i);
        });
    }

    [Fact]
    public async Task Watching_again_with_another_message_is_an_error()
    {
        var target = Sys.ActorOf(Props.Empty);
        var watcher = Sys.ActorOf(Act.On((context, message) =>
        {
            context.WatchWith(target, "one");
            try
            {
                context.WatchWith(target, "two");
            }
            catch (InvalidOperationException e)
            {
                context.Sender.Tell(e);
            }
        }));
        Assert.NotNull(await watcher.Ask<InvalidOperationException>("go", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_failure_replaces_the_underlying_actor()
    {
        var supervisor = ActorOfAsTestActorRef<TestActorRefTests.Counter>();
        var counter = ActorOfAsTestActorRef<TestActorRefTests.Counter>(supervisor);
        counter.Tell(5);
        var before = counter.UnderlyingActor;
        counter.Tell(new FormatException());
        AwaitAssert(() => Assert.NotSame(before, counter.UnderlyingActor));
        Assert.Equal(0, counter.UnderlyingActor.Sum);
    }
}
