using Akka.Actor;
using Akka.Observation;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel.Kernel;

/// <summary>What actors tell of themselves. This runtime's own; not part of Akka.NET.</summary>
public sealed class ObservationTests : TestKit
{
    [Fact]
    public async Task A_tree_can_be_seen_from_outside()
    {
        var parent = Sys.ActorOf(Reporter.Of(CreateTestProbe().Ref), "parent");
        await parent.Ask<IActorRef>(Props.Empty);
        var status = Sys.Observe();
        Assert.Equal("/user", status.Path);
        Assert.Equal(["/user", "/user/parent", "/user/parent/$a"], status.Flatten().Select(s => s.Path));
        Assert.Equal(typeof(Reporter), status.Children[0].ActorType);
    }

    [Fact]
    public void The_mailbox_depth_is_the_number_of_waiting_messages()
    {
        var (inside, go) = (CreateTestLatch(), CreateTestLatch());
        var actor = Sys.ActorOf(Act.On((_, _) =>
        {
            inside.CountDown();
            go.Ready(TimeSpan.FromSeconds(5));
        }));
        for (var i = 0; i < 4; i++) actor.Tell(i);
        inside.Ready(TimeSpan.FromSeconds(5));
        Assert.Equal(3, ActorObservation.Observe(actor).MailboxDepth);
        go.CountDown();
    }

    [Fact]
    public async Task Restarts_and_the_last_failure_are_counted()
    {
        var actor = Sys.ActorOf(Reporter.Of(CreateTestProbe().Ref));
        Assert.Equal(0, ActorObservation.Observe(actor).Restarts);
        actor.Tell(new FormatException("one"));
        actor.Tell(new FormatException("two"));
        await actor.Ask<ActorIdentity>(new Identify(1));
        var status = ActorObservation.Observe(actor);
        Assert.Equal(2, status.Restarts);
        Assert.Equal("two", status.LastFailure.Message);
        Assert.NotNull(status.LastFailureAt);
    }

    [Fact]
    public void A_state_machines_state_is_its_name()
    {
        var machine = ActorOfAsTestFSMRef<Lamp, bool, int>();
        Assert.Equal("False", ActorObservation.Observe(machine.Ref).StateName);
        machine.Tell("switch");
        Assert.Equal("True", ActorObservation.Observe(machine.Ref).StateName);
    }

    [Fact]
    public void Any_actor_may_name_its_state() =>
        Assert.Equal("mine", ActorObservation.Observe(ActorOfAsTestActorRef<Named>().Ref).StateName);

    [Fact]
    public void Life_cycle_changes_are_events()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(ActorEvent));
        var actor = Sys.ActorOf(Reporter.Of(CreateTestProbe().Ref), "watched");
        Next<Started>();
        actor.Tell(new FormatException("boom"));
        Assert.Equal("boom", Next<Akka.Observation.Failed>().Cause.Message);
        Assert.Equal(1, Next<Restarted>().Restarts);
        Sys.Stop(actor);
        Next<Stopped>();

        T Next<T>() where T : ActorEvent => probe.FishForMessage<T>(e => e.Path == "/user/watched");
    }

    [Fact]
    public void Changes_of_a_machines_state_are_events()
    {
        var machine = ActorOfAsTestFSMRef<Lamp, bool, int>();
        Sys.EventStream.Subscribe(TestActor, typeof(StateChanged));
        machine.Tell("switch");
        Assert.Equal("True", ExpectMsg<StateChanged>().StateName);
    }

    [Fact]
    public void Telemetry_of_Akkas_kind_is_published_when_it_is_on()
    {
        var system = ActorSystem.Create("telemetry", Akka.Configuration.ConfigurationFactory.ParseString("akka { loggers = [], actor.telemetry.enabled = on }"));
        var probe = CreateTestProbe(system);
        system.EventStream.Subscribe(probe.Ref, typeof(IActorTelemetryEvent));
        var actor = system.ActorOf(Reporter.Of(CreateTestProbe().Ref), "it");
        probe.FishForMessage<ActorStarted>(e => e.Subject.Equals(actor));
        actor.Tell(new FormatException());
        probe.FishForMessage<ActorRestarted>(e => e.Reason is FormatException);
        system.Stop(actor);
        probe.FishForMessage<ActorStopped>(e => e.Subject.Equals(actor));
        Shutdown(system);
    }

    public sealed class Lamp : FSM<bool, int>
    {
        public Lamp()
        {
            StartWith(false, 0);
            When(false, _ => GoTo(true));
            When(true, _ => GoTo(false));
            Initialize();
        }
    }

    public sealed class Named : ReceiveActor, INamedState
    {
        public string StateName => "mine";
    }
}
