using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Supervision": directives, strategies, escalation.</summary>
public sealed class SupervisionTests : TestKit
{
    [Fact]
    public async Task Resume_keeps_the_childs_state()
    {
        var child = await Child(_ => Directive.Resume);
        child.Tell(1);
        child.Tell(new FormatException());
        child.Tell(2);
        Assert.Equal(3, await child.Ask<int>("sum"));
    }

    [Fact]
    public async Task Restart_loses_the_childs_state()
    {
        var child = await Child(_ => Directive.Restart);
        child.Tell(1);
        child.Tell(new FormatException());
        child.Tell(2);
        Assert.Equal(2, await child.Ask<int>("sum"));
    }

    [Fact]
    public async Task Stop_stops_the_child()
    {
        var child = await Child(_ => Directive.Stop);
        Watch(child);
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task Escalate_makes_the_supervisor_fail_with_the_same_cause()
    {
        var causes = CreateTestProbe();
        var strategy = new OneForOneStrategy(e =>
        {
            causes.Ref.Tell(e);
            return Directive.Stop;
        });
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        var middle = await top.Ask<IActorRef>(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Escalate))));
        var child = await middle.Ask<IActorRef>(Props.Create(() => new Sum()));
        Watch(middle);
        child.Tell(new FormatException("deep"));
        Assert.Equal("deep", causes.ExpectMsg<FormatException>().Message);
        ExpectTerminated(middle);
    }

    [Fact]
    public void The_default_decider_restarts_unless_the_child_cannot_or_shall_not_live()
    {
        Assert.Equal(Directive.Restart, SupervisorStrategy.DefaultDecider.Decide(new FormatException()));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorKilledException()));
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new ActorInitializationException()));
    }

    [Fact]
    public void The_default_decider_stops_the_victim_of_a_death_pact() =>
        Assert.Equal(Directive.Stop, SupervisorStrategy.DefaultDecider.Decide(new DeathPactException(TestActor)));

    [Fact]
    public void A_decider_made_of_rules_takes_the_first_that_fits()
    {
        var decider = Decider.From(
            Directive.Escalate,
            Directive.Stop.When<FormatException>(),
            Directive.Resume.When<SystemException>());
        Assert.Equal(Directive.Stop, decider.Decide(new FormatException()));
        Assert.Equal(Directive.Resume, decider.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Escalate, decider.Decide(new Exception()));
    }

    [Fact]
    public async Task The_strategy_in_props_overrides_the_actors_own()
    {
        var supervisor = Sys.ActorOf(
            Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Restart)))
                .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
        var child = await supervisor.Ask<IActorRef>(Props.Create(() => new Sum()));
        Watch(child);
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task One_failure_more_than_the_limit_stops_the_child()
    {
        var child = await Child(new OneForOneStrategy(2, TimeSpan.FromHours(1), _ => Directive.Restart));
        Watch(child);
        child.Tell(new FormatException());
        child.Tell(new FormatException());
        Assert.Equal(0, await child.Ask<int>("sum"));
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task A_limit_of_zero_stops_the_child_at_its_first_failure()
    {
        var child = await Child(new OneForOneStrategy(0, TimeSpan.FromHours(1), _ => Directive.Restart));
        Watch(child);
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task Without_a_window_all_failures_count_towards_the_limit()
    {
        var child = await Child(new OneForOneStrategy(1, -1, _ => Directive.Restart));
        Watch(child);
        child.Tell(new FormatException());
        child.Tell(new FormatException());
        ExpectTerminated(child);
    }

    [Fact]
    public async Task Resume_does_not_count_towards_the_limit()
    {
        var child = await Child(new OneForOneStrategy(1, TimeSpan.FromHours(1), e => e is FormatException ? Directive.Resume : Directive.Restart));
        for (var i = 0; i < 5; i++) child.Tell(new FormatException());
        child.Tell(new InvalidOperationException());
        Assert.Equal(0, await child.Ask<int>("sum"));
    }

    [Fact]
    public async Task One_for_one_leaves_siblings_alone()
    {
        var (first, second) = await Siblings(new OneForOneStrategy(_ => Directive.Restart));
        second.Tell(5);
        first.Tell(new FormatException());
        Assert.Equal(0, await first.Ask<int>("sum"));
        Assert.Equal(5, await second.Ask<int>("sum"));
    }

    [Fact]
    public async Task All_for_one_restarts_siblings_too()
    {
        var (first, second) = await Siblings(new AllForOneStrategy(_ => Directive.Restart));
        second.Tell(5);
        Assert.Equal(5, await second.Ask<int>("sum"));
        first.Tell(new FormatException());
        // Each is restarted on a thread of its own: the first may answer before its sibling has been told.
        await AwaitAssertAsync(async () => Assert.Equal(0, await first.Ask<int>("sum")));
        await AwaitAssertAsync(async () => Assert.Equal(0, await second.Ask<int>("sum")));
    }

    [Fact]
    public async Task All_for_one_stops_siblings_too()
    {
        var (first, second) = await Siblings(new AllForOneStrategy(_ => Directive.Stop));
        Watch(first);
        Watch(second);
        first.Tell(new FormatException());
        ExpectMsgAllOf(new Terminated(first, true, false), new Terminated(second, true, false));
    }

    [Fact]
    public async Task All_for_one_over_its_limit_stops_all()
    {
        var (first, second) = await Siblings(new AllForOneStrategy(1, TimeSpan.FromHours(1), _ => Directive.Restart));
        Watch(first);
        Watch(second);
        first.Tell(new FormatException());
        Assert.Equal(0, await second.Ask<int>("sum"));
        second.Tell(new FormatException());
        ExpectMsgAllOf(new Terminated(first, true, false), new Terminated(second, true, false));
    }

    [Fact]
    public void Kill_fails_the_actor_and_the_default_strategy_stops_it()
    {
        var actor = Sys.ActorOf(Props.Empty);
        Watch(actor);
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));
        ExpectTerminated(actor);
    }

    [Fact]
    public async Task A_failed_actor_processes_nothing_until_its_supervisor_has_decided()
    {
        var decide = CreateTestLatch();
        var child = await Child(_ =>
        {
            decide.Ready(TimeSpan.FromSeconds(5));
            return Directive.Resume;
        });
        child.Tell(new FormatException());
        var answer = child.Ask<int>("sum");
        Assert.False(answer.IsCompleted);
        decide.CountDown();
        Assert.Equal(0, await answer);
    }

    [Fact]
    public async Task Children_of_a_failed_actor_are_suspended_until_it_is_resumed()
    {
        var decide = CreateTestLatch();
        var failed = CreateTestLatch();
        var strategy = new OneForOneStrategy(_ =>
        {
            failed.CountDown();
            decide.Ready(TimeSpan.FromSeconds(5));
            return Directive.Resume;
        });
        var top = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        var middle = await top.Ask<IActorRef>(Props.Create(() => new Supervisor(SupervisorStrategy.DefaultStrategy)));
        var child = await middle.Ask<IActorRef>(Props.Create(() => new Sum()));
        middle.Tell(new FormatException());
        failed.Ready(TimeSpan.FromSeconds(5));
        child.Tell(7);
        var answer = child.Ask<int>("sum");
        Assert.False(answer.IsCompleted);
        decide.CountDown();
        Assert.Equal(7, await answer);
    }

    [Fact]
    public void Failures_are_logged_as_errors_with_the_childs_path()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Sum()), "failing");
        EventFilter.Exception<FormatException>(message: "logged", source: "akka://test/user/failing")
            .ExpectOne(() => actor.Tell(new FormatException("logged")));
    }

    [Fact]
    public async Task A_strategy_may_be_silent()
    {
        var child = await Child(new OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false));
        await EventFilter.Error().ExpectAsync(0, async () =>
        {
            child.Tell(new FormatException());
            Assert.Equal(0, await child.Ask<int>("sum"));
        });
    }

    [Fact]
    public async Task The_decider_sees_the_failed_child_as_sender()
    {
        var probe = CreateTestProbe();
        var supervisor = Sys.ActorOf(Props.Create(() => new SenderTeller(probe.Ref)));
        var child = await supervisor.Ask<IActorRef>(Props.Create(() => new Sum()));
        child.Tell(new FormatException());
        probe.ExpectMsg(child);
    }

    private Task<IActorRef> Child(Func<Exception, Directive> decider) => Child(new OneForOneStrategy(decider));

    private Task<IActorRef> Child(SupervisorStrategy strategy) =>
        Sys.ActorOf(Props.Create(() => new Supervisor(strategy))).Ask<IActorRef>(Props.Create(() => new Sum()));

    private async Task<(IActorRef First, IActorRef Second)> Siblings(SupervisorStrategy strategy)
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        return (await supervisor.Ask<IActorRef>(Props.Create(() => new Sum())), await supervisor.Ask<IActorRef>(Props.Create(() => new Sum())));
    }

    private sealed class SenderTeller : ReceiveActor
    {
        private readonly IActorRef _to;

        public SenderTeller(IActorRef to)
        {
            _to = to;
            Receive<Props>(p => Sender.Tell(Context.ActorOf(p)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ =>
        {
            _to.Tell(Sender);
            return Directive.Stop;
        });
    }

    private sealed class Sum : ReceiveActor
    {
        private int _sum;

        public Sum()
        {
            Receive<int>(i => _sum += i);
            Receive<Exception>(e => throw e);
            Receive<string>(_ => Sender.Tell(_sum));
        }
    }
}
