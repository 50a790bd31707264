using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Stash".</summary>
public sealed class StashTests : TestKit
{
    [Fact]
    public void Stashed_messages_come_back_in_their_order()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Send(actor, "1", "2", "3", "open");
        ExpectAll("1", "2", "3");
    }

    [Fact]
    public void Unstashed_messages_come_before_those_in_the_mailbox()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        var hold = CreateTestLatch();
        actor.Tell(hold);
        Send(actor, "1", "open", "2");
        hold.CountDown();
        ExpectAll("1", "2");
    }

    [Fact]
    public void Stashed_messages_keep_their_senders()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        var sender = CreateTestProbe();
        actor.Tell("1", sender.Ref);
        actor.Tell("open");
        ExpectMsg("1");
        Assert.Equal(sender.Ref, LastSender);
    }

    [Fact]
    public void Unstash_gives_back_the_oldest_alone()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Send(actor, "1", "2", "one", "count");
        ExpectAll("1");
        ExpectMsg(1);
    }

    [Fact]
    public void UnstashAll_with_a_predicate_gives_back_what_fits_and_forgets_the_rest()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Send(actor, "1", "2", "12", "only 1", "count");
        ExpectAll("1", "12");
        ExpectMsg(0);
    }

    [Fact]
    public void ClearStash_hands_the_messages_to_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Send(actor, "1", "2", "clear", "count");
        ExpectMsg(2);
        ExpectMsg(0);
    }

    [Fact]
    public async Task Stashing_the_same_message_twice_is_a_failure()
    {
        // A restart would bring the stashed message back, and the failure with it.
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(SupervisorStrategy.StoppingStrategy)));
        var gate = await supervisor.Ask<IActorRef>(Props.Create(() => new UnboundedGate(TestActor)));
        EventFilter.Exception<IllegalActorStateException>().ExpectOne(() => gate.Tell("twice"));
    }

    [Fact]
    public void A_full_stash_overflows() =>
        EventFilter.Exception<StashOverflowException>().ExpectOne(() =>
            Send(Sys.ActorOf(Props.Create(() => new Gate(TestActor)).WithStashCapacity(2)), "1", "2", "3"));

    [Fact]
    public async Task A_bounded_stash_knows_when_it_is_full()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)).WithStashCapacity(2));
        actor.Tell("1");
        Assert.False(await actor.Ask<bool>("full?"));
        actor.Tell("2");
        Assert.True(await actor.Ask<bool>("full?"));
        Assert.Equal(2, await actor.Ask<int>("capacity"));
    }

    [Fact]
    public async Task A_stash_that_must_be_unbounded_is() =>
        Assert.Equal(-1, await Sys.ActorOf(Props.Create(() => new UnboundedGate(TestActor)).WithStashCapacity(2)).Ask<int>("capacity"));

    [Fact]
    public void A_stashed_death_is_received_again()
    {
        var times = 0;
        Func<int> count = () => ++times;
        var actor = Sys.ActorOf(Props.Create(() => new Mourner(TestActor, count)));
        actor.Tell("stop your child");
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact]
    public void A_restart_gives_stashed_messages_to_the_fresh_instance()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Send(actor, "1", "2");
        actor.Tell(new InvalidOperationException());
        Send(actor, "3", "open");
        ExpectAll("1", "2", "3");
    }

    [Fact]
    public void Stashed_messages_of_a_stopped_actor_are_dead_letters()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        EventFilter.DeadLetter<string>(m => m is "1" or "2").Expect(2, () =>
        {
            Send(actor, "1", "2");
            actor.Tell(PoisonPill.Instance);
        });
    }

    [Fact]
    public async Task The_stash_tells_how_much_it_holds()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Gate(TestActor)));
        Assert.Equal(0, await actor.Ask<int>("size"));
        actor.Tell("1");
        Assert.Equal(1, await actor.Ask<int>("size"));
        Assert.False(await actor.Ask<bool>("empty?"));
    }

    private static void Send(IActorRef to, params string[] messages)
    {
        foreach (var message in messages) to.Tell(message);
    }

    private void ExpectAll(params string[] messages)
    {
        foreach (var message in messages) ExpectMsg(message);
    }

    private sealed class UnboundedGate(IActorRef test) : Gate(test), IWithUnboundedStash;

    private sealed class Mourner : ReceiveActor, IWithUnboundedStash
    {
        public Mourner(IActorRef test, Func<int> count)
        {
            var child = Context.Watch(Context.ActorOf(Act.Echo()));
            Receive<string>(_ => Context.Stop(child));
            Receive<Terminated>(_ =>
            {
                var time = count();
                if (time == 1)
                {
                    Stash.Stash();
                    Stash.UnstashAll();
                }

                test.Tell(time);
            });
        }

        public IStash Stash { get; set; }
    }

    private class Gate : ReceiveActor, IWithStash
    {
        public Gate(IActorRef to)
        {
            Receive<Exception>(e => throw e);
            Receive<Akka.TestKit.TestLatch>(latch => latch.Ready(TimeSpan.FromSeconds(5)));
            Receive<string>(m => m == "open", _ =>
            {
                Become(() => ReceiveAny(m => to.Forward(m)));
                Stash.UnstashAll();
            });
            Receive<string>(m => m == "one", _ =>
            {
                BecomeStacked(() =>
                {
                    Receive<string>(m => m == "count", _ => to.Tell(Stash.Count));
                    ReceiveAny(m => to.Forward(m));
                });
                Stash.Unstash();
            });
            Receive<string>(m => m.StartsWith("only "), m =>
            {
                BecomeStacked(() =>
                {
                    Receive<string>(x => x == "count", _ => to.Tell(Stash.Count));
                    ReceiveAny(x => to.Forward(x));
                });
                Stash.UnstashAll(envelope => envelope.Message is string s && s.StartsWith(m[5..]));
            });
            Receive<string>(m => m == "clear", _ => to.Tell(Stash.ClearStash().Count()));
            Receive<string>(m => m == "count", _ => to.Tell(Stash.Count));
            Receive<string>(m => m == "size", _ => Sender.Tell(Stash.Count));
            Receive<string>(m => m == "full?", _ => Sender.Tell(Stash.IsFull));
            Receive<string>(m => m == "empty?", _ => Sender.Tell(Stash.IsEmpty));
            Receive<string>(m => m == "capacity", _ => Sender.Tell(Stash.Capacity));
            Receive<string>(m => m == "twice", _ =>
            {
                Stash.Stash();
                Stash.Stash();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; }
    }
}
