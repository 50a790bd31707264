using Akka.Actor;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Receive timeout".</summary>
public sealed class ReceiveTimeoutTests : VirtualTime
{
    [Fact]
    public void Silence_brings_a_ReceiveTimeout()
    {
        Start(1);
        Pass(1);
        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void It_comes_again_after_each_further_silence()
    {
        var actor = Start(1);
        for (var i = 0; i < 3; i++)
        {
            Pass(1);
            ExpectMsg<ReceiveTimeout>();
            NothingFrom(actor);
        }
    }

    [Fact]
    public void A_message_starts_the_wait_anew()
    {
        var actor = Start(2);
        Pass(1.5);
        actor.Tell("still here");
        ExpectMsg("still here");
        NothingFrom(actor);
        Pass(1.5);
        NothingFrom(actor);
        Pass(0.5);
        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void A_message_that_shall_not_influence_it_does_not()
    {
        var actor = Start(2);
        Pass(1.5);
        actor.Tell(new Quiet());
        ExpectMsg<Quiet>();
        NothingFrom(actor);
        Pass(0.5);
        ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void Null_turns_it_off()
    {
        var actor = Start(1);
        actor.Tell("off");
        ExpectMsg("off");
        Pass(5);
        NothingFrom(actor);
    }

    [Fact]
    public async Task The_context_tells_the_time_out_in_force()
    {
        var actor = Start(3);
        Assert.Equal(Seconds(3), await actor.Ask<TimeSpan>("how long?"));
    }

    [Fact]
    public void It_may_be_set_before_the_first_message()
    {
        Sys.ActorOf(Props.Create(() => new Waiting(TestActor, Seconds(1))));
        ExpectMsg("ready");
        Pass(1);
        ExpectMsg<ReceiveTimeout>();
    }

    private IActorRef Start(double seconds)
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiting(TestActor, Seconds(seconds))));
        ExpectMsg("ready");
        NothingFrom(actor);
        return actor;
    }

    private sealed class Quiet : INotInfluenceReceiveTimeout;

    private sealed class Waiting(IActorRef to, TimeSpan limit) : UntypedActor
    {
        protected override void PreStart()
        {
            SetReceiveTimeout(limit);
            to.Tell("ready");
        }

        protected override void OnReceive(object message)
        {
            if (message is "off") SetReceiveTimeout(null);
            if (message is "how long?") Sender.Tell(Context.ReceiveTimeout.Value);
            else to.Tell(message);
        }
    }
}
