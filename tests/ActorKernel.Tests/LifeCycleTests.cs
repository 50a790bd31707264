using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Actor lifecycle": the order of hooks from start to stop and through restarts.</summary>
public sealed class LifeCycleTests : TestKit
{
    [Fact]
    public void PreStart_runs_before_the_first_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor, "a")));
        actor.Tell("hello");
        ExpectMsg("a PreStart");
        ExpectMsg("a hello");
    }

    [Fact]
    public void PostStop_runs_once_the_actor_is_stopped()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor, "a")));
        ExpectMsg("a PreStart");
        Watch(actor);
        Sys.Stop(actor);
        ExpectMsg("a PostStop");
        ExpectTerminated(actor);
    }

    [Fact]
    public void PoisonPill_lets_earlier_messages_be_processed()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Reporter(TestActor, "a")));
        actor.Tell("1");
        actor.Tell("2");
        actor.Tell(PoisonPill.Instance);
        foreach (var expected in new[] { "a PreStart", "a 1", "a 2", "a PostStop" }) ExpectMsg(expected);
    }

    [Fact]
    public void A_restart_calls_PreRestart_on_the_old_and_PostRestart_on_the_new_instance()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Hooked(TestActor)));
        ExpectMsg("PreStart 1");
        actor.Tell("boom");
        ExpectMsg("PreRestart 1 boom");
        ExpectMsg("PostStop 1");
        ExpectMsg("PostRestart 2");
        ExpectMsg("PreStart 2");
    }

    [Fact]
    public void Messages_survive_a_restart_except_the_failing_one()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Hooked(TestActor)));
        actor.Tell("one");
        actor.Tell("boom");
        actor.Tell("two");
        IgnoreMessages<string>(m => m.Contains(' '));
        ExpectMsg("one");
        ExpectMsg("two");
    }

    [Fact]
    public void Self_keeps_its_identity_through_a_restart()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Hooked(TestActor)));
        IgnoreMessages<string>();
        actor.Tell("self");
        var before = ExpectMsg<IActorRef>();
        actor.Tell("boom");
        actor.Tell("self");
        Assert.Equal(before, ExpectMsg<IActorRef>());
    }

    private sealed class Reporter(IActorRef to, string name) : UntypedActor
    {
        protected override void PreStart() => to.Tell($"{name} PreStart");

        protected override void PostStop() => to.Tell($"{name} PostStop");

        protected override void OnReceive(object message) => to.Tell($"{name} {message}");
    }

    private sealed class Hooked : ReceiveActor
    {
        private readonly IActorRef _to;
        private readonly int _number;

        public Hooked(IActorRef to)
        {
            (_to, _number) = (to, Interlocked.Increment(ref Numbers.For(to).Value));
            Receive<string>(m => m == "boom", _ => throw new InvalidOperationException("boom"));
            Receive<string>(m => m == "self", _ => _to.Tell(Self));
            Receive<string>(m => _to.Tell(m));
        }

        protected override void PreStart() => _to.Tell($"PreStart {_number}");

        protected override void PostStop() => _to.Tell($"PostStop {_number}");

        protected override void PreRestart(Exception reason, object message)
        {
            _to.Tell($"PreRestart {_number} {message}");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            _to.Tell($"PostRestart {_number}");
            base.PostRestart(reason);
        }
    }

    private sealed class Numbers
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<IActorRef, Numbers> All = [];

        public int Value;

        public static Numbers For(IActorRef probe) => All.GetOrCreateValue(probe);
    }
}
