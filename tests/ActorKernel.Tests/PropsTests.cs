using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Props".</summary>
public sealed class PropsTests : TestKit
{
    [Fact]
    public void A_factory_builds_the_actor() => Says(Props.Create(() => new Sayer(TestActor, "x")), "x");

    [Fact]
    public void A_type_with_arguments_builds_the_actor() => Says(Props.Create<Sayer>(TestActor, "x"), "x");

    [Fact]
    public void A_type_object_with_arguments_builds_the_actor() => Says(Props.Create(typeof(Sayer), TestActor, "x"), "x");

    [Fact]
    public void A_type_without_arguments_builds_the_actor()
    {
        var actor = Sys.ActorOf(Props.Create<Plain>());
        actor.Tell("x");
        ExpectMsg("plain");
    }

    [Fact]
    public void ActorOf_takes_a_type()
    {
        Sys.ActorOf<Plain>("named").Tell("x");
        ExpectMsg("plain");
    }

    [Fact]
    public void Arguments_that_fit_no_constructor_are_a_failed_start() =>
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Sys.ActorOf(Props.Create<Sayer>("wrong")));

    [Fact]
    public void A_type_that_is_no_actor_is_refused() => Assert.Throws<ArgumentException>(() => Props.Create(typeof(string)));

    [Fact]
    public void A_loop_variable_has_the_value_of_its_round()
    {
        for (var i = 0; i < 10; i++) Sys.ActorOf(Props.Create(() => new Sayer(TestActor, i.ToString())));
        var said = Enumerable.Range(0, 10).Select(_ => ExpectMsg<string>()).Order();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i.ToString()), said);
    }

    [Fact]
    public void A_variable_changed_later_keeps_its_value_through_restarts()
    {
        var text = "early";
        var actor = Sys.ActorOf(Props.Create(() => new Sayer(TestActor, text)));
        text = "late";
        ExpectMsg("early");
        actor.Tell(new InvalidOperationException(text));
        ExpectMsg("early");
    }

    [Fact]
    public void Props_know_the_type() => Assert.Equal(typeof(Plain), Props.Create(() => new Plain()).Type);

    [Fact]
    public void A_producer_builds_and_releases_the_actor()
    {
        var producer = new Producer(TestActor);
        var actor = Sys.ActorOf(Props.CreateBy(producer));
        ExpectMsg("produced");
        Sys.Stop(actor);
        ExpectMsg("released");
    }

    [Fact]
    public void A_disposable_actor_is_disposed_of_when_it_stops()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Disposable(TestActor)));
        Sys.Stop(actor);
        ExpectMsg("disposed");
    }

    [Fact]
    public void Props_are_immutable()
    {
        var props = Props.Create(() => new Plain());
        Assert.NotSame(props, props.WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy));
        Assert.Null(props.SupervisorStrategy);
    }

    [Fact]
    public void A_name_of_a_dispatcher_is_taken() => Assert.Equal("my-dispatcher", Props.Empty.WithDispatcher("my-dispatcher").Dispatcher);

    private void Says(Props props, string expected)
    {
        Sys.ActorOf(props);
        ExpectMsg(expected);
    }

    private sealed class Sayer : ReceiveActor
    {
        public Sayer(IActorRef to, string text)
        {
            to.Tell(text);
            Receive<Exception>(e => throw e);
        }
    }

    private sealed class Plain : ReceiveActor
    {
        public Plain() => ReceiveAny(_ => Sender.Tell("plain"));
    }

    private sealed class Disposable(IActorRef to) : UntypedActor, IDisposable
    {
        public void Dispose() => to.Tell("disposed");

        protected override void OnReceive(object message) { }
    }

    private sealed class Producer(IActorRef to) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Plain);

        public ActorBase Produce()
        {
            to.Tell("produced");
            return new Plain();
        }

        public void Release(ActorBase actor) => to.Tell("released");
    }
}
