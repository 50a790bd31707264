using Akka.Actor;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Retry windows, by a clock that stands still until it is moved.</summary>
public sealed class SupervisionWindowTests : VirtualTime
{
    [Fact]
    public async Task Failures_that_are_further_apart_than_the_window_do_not_add_up()
    {
        var child = await Child(new OneForOneStrategy(1, Seconds(10), _ => Directive.Restart));
        for (var i = 0; i < 4; i++)
        {
            child.Tell(new FormatException());
            NothingFrom(child);
            Pass(11);
        }

        Assert.Equal("alive", await child.Ask<string>("hi"));
    }

    [Fact]
    public async Task Failures_within_the_window_add_up()
    {
        var child = await Child(new OneForOneStrategy(1, Seconds(10), _ => Directive.Restart));
        Watch(child);
        child.Tell(new FormatException());
        NothingFrom(child);
        Pass(9);
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task A_window_without_a_limit_allows_one_failure_in_it()
    {
        var child = await Child(new OneForOneStrategy(null, Seconds(10), _ => Directive.Restart));
        Watch(child);
        child.Tell(new FormatException());
        NothingFrom(child);
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    private Task<IActorRef> Child(SupervisorStrategy strategy) =>
        Sys.ActorOf(Act.On((context, message) => context.Sender.Tell(context.ActorOf((Props)message)), strategy))
            .Ask<IActorRef>(Act.On((context, message) =>
            {
                if (message is Exception e) throw e;
                context.Sender.Tell("alive");
            }));
}
