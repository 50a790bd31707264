using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Failures while an actor starts or restarts.</summary>
public sealed class SupervisionStartTests : TestKit
{
    [Fact]
    public void A_failing_constructor_stops_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Broken(true, false)));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failing_PreStart_stops_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Broken(false, true)));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failed_start_is_reported_as_ActorInitializationException()
    {
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Sys.ActorOf(Props.Create(() => new Broken(true, false))));
    }

    [Fact]
    public async Task A_start_that_fails_may_be_tried_again_by_restart()
    {
        var tries = new Counter();
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Restart))));
        var child = await supervisor.Ask<IActorRef>(Props.Create(() => new Stubborn(tries)));
        Assert.Equal("alive", await child.Ask<string>("hi", TimeSpan.FromSeconds(5)));
        Assert.Equal(3, tries.Value);
    }

    [Fact]
    public async Task A_failing_PostRestart_is_a_failure_again()
    {
        var seen = CreateTestProbe();
        var strategy = new OneForOneStrategy(e =>
        {
            seen.Ref.Tell(e);
            return e is PostRestartException ? Directive.Stop : Directive.Restart;
        });
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(strategy)));
        var child = await supervisor.Ask<IActorRef>(Props.Create(() => new BadRestart()));
        Watch(child);
        child.Tell(new FormatException());
        seen.ExpectMsg<FormatException>();
        Assert.IsType<FormatException>(seen.ExpectMsg<PostRestartException>().OriginalCause);
        ExpectTerminated(child);
    }

    [Fact]
    public async Task A_failing_PreRestart_does_not_hinder_the_restart()
    {
        var supervisor = Sys.ActorOf(Props.Create(() => new Supervisor(new OneForOneStrategy(_ => Directive.Restart))));
        var child = await supervisor.Ask<IActorRef>(Props.Create(() => new BadPreRestart()));
        child.Tell(new FormatException());
        Assert.Equal("alive", await child.Ask<string>("hi", TimeSpan.FromSeconds(5)));
    }

    private sealed class Counter
    {
        public int Value;
    }

    private sealed class Broken : UntypedActor
    {
        private readonly bool _inPreStart;

        public Broken(bool inConstructor, bool inPreStart)
        {
            _inPreStart = inPreStart;
            if (inConstructor) throw new InvalidOperationException("constructor");
        }

        protected override void PreStart()
        {
            if (_inPreStart) throw new InvalidOperationException("PreStart");
        }

        protected override void OnReceive(object message) { }
    }

    private sealed class Stubborn : ReceiveActor
    {
        public Stubborn(Counter tries)
        {
            if (Interlocked.Increment(ref tries.Value) < 3) throw new InvalidOperationException("not yet");
            Receive<string>(_ => Sender.Tell("alive"));
        }
    }

    private sealed class BadRestart : ReceiveActor
    {
        public BadRestart() => Receive<Exception>(e => throw e);

        protected override void PostRestart(Exception reason) => throw new InvalidOperationException("PostRestart");
    }

    private sealed class BadPreRestart : ReceiveActor
    {
        public BadPreRestart()
        {
            Receive<Exception>(e => throw e);
            Receive<string>(_ => Sender.Tell("alive"));
        }

        protected override void PreRestart(Exception reason, object message) => throw new InvalidOperationException("PreRestart");
    }
}
