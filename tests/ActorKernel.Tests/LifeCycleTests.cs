using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Actor lifecycle": from construction to stop, and through restarts.</summary>
public sealed class LifeCycleTests : TestKit
{
    [Fact]
    public void PreStart_runs_after_construction_and_before_the_first_message()
    {
        var actor = Start();
        actor.Tell("hello");
        ExpectInOrder("it constructed", "it PreStart", "it got hello");
    }

    [Fact]
    public void PostStop_runs_when_the_actor_is_stopped()
    {
        var actor = Start();
        Sys.Stop(actor);
        ExpectInOrder("it constructed", "it PreStart", "it PostStop");
    }

    [Fact]
    public void PoisonPill_lets_earlier_messages_be_processed_and_no_later_ones()
    {
        var actor = Start();
        actor.Tell("1");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("2");
        ExpectInOrder("it constructed", "it PreStart", "it got 1", "it PostStop");
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_restart_runs_PreRestart_and_PostStop_on_the_old_then_PostRestart_and_PreStart_on_the_new_instance()
    {
        var actor = Start();
        actor.Tell(new InvalidOperationException("boom"));
        ExpectInOrder(
            "it constructed", "it PreStart", "it PreRestart", "it PostStop", "it constructed", "it PostRestart", "it PreStart");
    }

    [Fact]
    public void Messages_survive_a_restart()
    {
        IgnoreMessages<string>(m => !m.Contains("got"));
        var actor = Start();
        actor.Tell("before");
        actor.Tell(new InvalidOperationException("boom"));
        actor.Tell("after");
        ExpectInOrder("it got before", "it got after");
    }

    [Fact]
    public async Task A_reference_stays_valid_through_a_restart()
    {
        var actor = Start();
        var before = await actor.Ask<ActorIdentity>(new Identify(1));
        actor.Tell(new InvalidOperationException("boom"));
        var after = await actor.Ask<ActorIdentity>(new Identify(1));
        Assert.Equal(before.Subject, after.Subject);
        Assert.Equal(actor, after.Subject);
    }

    [Fact]
    public void PreRestart_gets_the_failing_message_and_its_cause()
    {
        var actor = Sys.ActorOf(Props.Create(() => new RestartTeller(TestActor)));
        actor.Tell("the message");
        var (cause, message) = ExpectMsg<(Exception, object)>();
        Assert.Equal("failed on the message", cause.Message);
        Assert.Equal("the message", message);
    }

    [Fact]
    public void Children_are_stopped_before_their_parents_PostStop()
    {
        var parent = Start();
        parent.Tell((Reporter.Of(TestActor, "child"), "child"));
        ExpectInOrder("it constructed", "it PreStart");
        ExpectInOrder("child constructed", "child PreStart");
        Sys.Stop(parent);
        ExpectInOrder("child PostStop", "it PostStop");
    }

    [Fact]
    public void By_default_a_restart_stops_the_children()
    {
        var parent = Sys.ActorOf(Reporter.Of(CreateTestProbe().Ref, "parent"));
        parent.Tell(Props.Empty);
        var child = ExpectMsg<IActorRef>();
        Watch(child);
        parent.Tell(new InvalidOperationException("boom"));
        ExpectTerminated(child);
    }

    [Fact]
    public async Task A_fresh_instance_may_reuse_the_names_of_children_that_the_restart_stopped()
    {
        var parent = Sys.ActorOf(Props.Create(() => new ParentOfA()));
        var first = await parent.Ask<IActorRef>("child");
        parent.Tell(new InvalidOperationException("boom"));
        var second = await parent.Ask<IActorRef>("child");
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Children_that_PreRestart_spares_are_restarted_with_their_parent()
    {
        var probe = CreateTestProbe();
        var parent = Sys.ActorOf(Props.Create(() => new Sparing()));
        var child = await parent.Ask<IActorRef>(Reporter.Of(probe.Ref, "child"));
        probe.ExpectMsg("child constructed");
        probe.ExpectMsg("child PreStart");
        parent.Tell(new InvalidOperationException("boom"));
        foreach (var step in new[] { "child PreRestart", "child PostStop", "child constructed", "child PostRestart", "child PreStart" })
            probe.ExpectMsg(step);
        Assert.Equal(child, (await parent.Ask<IActorRef[]>("children")).Single());
    }

    [Fact]
    public void Stop_takes_effect_after_the_message_being_processed()
    {
        var actor = Sys.ActorOf(Act.On((context, _) =>
        {
            context.Stop(context.Self);
            context.Sender.Tell("still here");
        }));
        Watch(actor);
        actor.Tell("stop");
        ExpectMsg("still here");
        ExpectTerminated(actor);
    }

    [Fact]
    public void Stopping_twice_is_stopping_once()
    {
        IgnoreMessages<string>(m => m != "it PostStop");
        var actor = Start();
        Watch(actor);
        Sys.Stop(actor);
        Sys.Stop(actor);
        ExpectMsg("it PostStop");
        ExpectTerminated(actor);
        ExpectNoMsg(0);
    }

    [Fact]
    public void An_actor_cannot_be_built_with_new() =>
        Assert.IsType<ActorInitializationException>(ThrownOutsideOfAnyActor(() => _ = new Reporter(TestActor, "x")));

    [Fact]
    public async Task A_name_is_free_again_once_its_bearer_has_terminated()
    {
        var first = Sys.ActorOf(Props.Empty, "name");
        Assert.True(await first.GracefulStop(TimeSpan.FromSeconds(5)));
        Assert.NotEqual(first, Sys.ActorOf(Props.Empty, "name"));
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        Sys.ActorOf(Props.Empty, "taken");
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Empty, "taken"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$dollar")]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("ü")]
    [InlineData("%zz")]
    public void A_malformed_name_is_refused(string name) =>
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Empty, name));

    [Fact]
    public void Generated_names_are_unique_and_begin_with_a_dollar_sign()
    {
        var names = Enumerable.Range(0, 200).Select(_ => Sys.ActorOf(Props.Empty).Path.Name).ToList();
        Assert.All(names, name => Assert.StartsWith("$", name));
        Assert.Equal(200, names.Distinct().Count());
    }

    [Fact]
    public void Context_is_not_available_outside_of_an_actor() =>
        Assert.IsType<NotSupportedException>(ThrownOutsideOfAnyActor(() => ContextReader.Read()));

    private static Exception ThrownOutsideOfAnyActor(Action action)
    {
        Exception thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(action));
        thread.Start();
        thread.Join();
        return thrown;
    }

    private IActorRef Start() => Sys.ActorOf(Reporter.Of(TestActor));

    private void ExpectInOrder(params string[] messages)
    {
        foreach (var message in messages) ExpectMsg(message);
    }

    private sealed class RestartTeller(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException($"failed on {message}");

        protected override void PreRestart(Exception reason, object message) => to.Tell((reason, message));
    }

    private sealed class ParentOfA : ReceiveActor
    {
        public ParentOfA()
        {
            var child = Context.ActorOf(Props.Empty, "a");
            Receive<Exception>(e => throw e);
            Receive<string>(_ => Sender.Tell(child));
        }
    }

    private sealed class Sparing : ReceiveActor
    {
        public Sparing()
        {
            Receive<Exception>(e => throw e);
            Receive<Props>(p => Sender.Tell(Context.ActorOf(p)));
            Receive<string>(_ => Sender.Tell(Context.GetChildren().ToArray()));
        }

        protected override void PreRestart(Exception reason, object message) { }
    }

    private sealed class ContextReader : UntypedActor
    {
        public static IActorRef Read() => Context.Self;

        protected override void OnReceive(object message) { }
    }
}
