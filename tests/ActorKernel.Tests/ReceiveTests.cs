using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "ReceiveActor API" and "Become/Unbecome".</summary>
public sealed class ReceiveTests : TestKit
{
    [Fact]
    public void A_handler_gets_messages_of_its_type() => Told(r => r.On<string>("s"), "x", "s:x");

    [Fact]
    public void A_handler_gets_messages_of_derived_types() => Told(r => r.On<Exception>("e", _ => "it"), new FormatException(), "e:it");

    [Fact]
    public void Handlers_are_tried_in_the_order_of_registration() => Told(r =>
    {
        r.On<string>("first");
        r.On<string>("second");
    }, "x", "first:x");

    [Fact]
    public void A_predicate_after_the_handler_decides() => Told(r =>
    {
        r.When<int>("big", i => i > 10);
        r.On<int>("small");
    }, 5, "small:5");

    [Fact]
    public void A_predicate_before_the_handler_decides() => Told(r =>
    {
        r.WhenFirst<int>("big", i => i > 10);
        r.On<int>("small");
    }, 50, "big:50");

    [Fact]
    public void A_handler_may_decline_with_false() => Told(r =>
    {
        r.Maybe<int>("big", i => i > 10);
        r.On<int>("small");
    }, 5, "small:5");

    [Fact]
    public void A_handler_may_be_registered_by_type() => Told(r => r.ByType(typeof(string), "t"), "x", "t:x");

    [Fact]
    public void A_handler_by_type_may_have_a_predicate() => Told(r =>
    {
        r.ByType(typeof(string), "long", s => ((string)s).Length > 3);
        r.Any("any");
    }, "x", "any:x");

    [Fact]
    public void ReceiveAny_gets_the_rest() => Told(r =>
    {
        r.On<string>("s");
        r.Any("any");
    }, 5, "any:5");

    [Fact]
    public void Nothing_can_be_registered_after_ReceiveAny() => Refused(r =>
    {
        r.Any("any");
        r.On<string>("s");
    });

    [Fact]
    public void Nothing_can_be_registered_after_a_handler_of_object() => Refused(r =>
    {
        r.On<object>("any");
        r.On<string>("s");
    });

    [Fact]
    public void Handlers_cannot_be_registered_while_messages_are_processed() =>
        EventFilter.Exception<InvalidOperationException>(start: "You may only call Receive-methods when constructing").ExpectOne(
            () => Start(r => r.Act<string>(_ => r.On<int>("late"))).Tell("x"));

    [Fact]
    public void A_message_no_handler_takes_is_unhandled()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Akka.Event.UnhandledMessage));
        Start(r => r.On<string>("s")).Tell(5);
        Assert.Equal(5, ExpectMsg<Akka.Event.UnhandledMessage>().Message);
    }

    [Fact]
    public void Become_replaces_the_behaviour()
    {
        var actor = Start(r =>
        {
            r.Act<int>(_ => r.Change(() => r.On<string>("new")));
            r.On<string>("old");
        });
        actor.Tell("a");
        actor.Tell(1);
        actor.Tell("b");
        ExpectMsg("old:a");
        ExpectMsg("new:b");
    }

    [Fact]
    public void BecomeStacked_can_be_undone()
    {
        var actor = Start(r =>
        {
            r.Act<int>(_ => r.Push(() =>
            {
                r.Act<int>(_ => r.Pop());
                r.On<string>("new");
            }));
            r.On<string>("old");
        });
        foreach (var message in new object[] { "a", 1, "b", 2, "c" }) actor.Tell(message);
        ExpectMsg("old:a");
        ExpectMsg("new:b");
        ExpectMsg("old:c");
    }

    [Fact]
    public void Stacked_behaviours_are_undone_one_at_a_time()
    {
        var actor = Start(r =>
        {
            r.Act<int>(_ =>
            {
                r.Push(() => r.On<string>("middle"));
                r.Push(() =>
                {
                    r.Act<int>(_ => r.Pop());
                    r.On<string>("top");
                });
            });
            r.On<string>("bottom");
        });
        foreach (var message in new object[] { "a", 1, "b", 2, "c" }) actor.Tell(message);
        ExpectMsg("bottom:a");
        ExpectMsg("top:b");
        ExpectMsg("middle:c");
    }

    [Fact]
    public void Undoing_the_first_behaviour_changes_nothing()
    {
        var actor = Start(r =>
        {
            r.Act<int>(_ => r.Pop());
            r.On<string>("old");
        });
        actor.Tell(1);
        actor.Tell("a");
        ExpectMsg("old:a");
    }

    [Fact]
    public void A_behaviour_set_in_the_constructor_is_the_first() => Told(r => r.Change(() => r.On<string>("from become")), "x", "from become:x");

    [Fact]
    public void A_restart_goes_back_to_the_first_behaviour()
    {
        var actor = Start(r =>
        {
            r.Act<int>(_ => r.Change(() =>
            {
                r.Act<int>(_ => throw new InvalidOperationException());
                r.On<string>("new");
            }));
            r.On<string>("old");
        });
        foreach (var message in new object[] { 1, "a", 2, "b" }) actor.Tell(message);
        ExpectMsg("new:a");
        ExpectMsg("old:b");
    }

    [Fact]
    public void An_untyped_actor_can_become_and_go_back()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody(TestActor)));
        foreach (var message in new object[] { "a", "swap", "b", "back", "c" }) actor.Tell(message);
        ExpectMsg("calm a");
        ExpectMsg("angry b");
        ExpectMsg("calm c");
    }

    [Fact]
    public void AroundReceive_sees_every_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Guarded(TestActor)));
        actor.Tell("x");
        ExpectMsg("around x");
        ExpectMsg("x");
    }

    private IActorRef Start(Action<Recorder> configure) => Sys.ActorOf(Props.Create(() => new Recorder(TestActor, configure)));

    private void Told(Action<Recorder> configure, object message, string expected)
    {
        Start(configure).Tell(message);
        ExpectMsg(expected);
    }

    private void Refused(Action<Recorder> configure) =>
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => Start(configure));

    /// <summary>Opens the protected methods to the tests.</summary>
    private sealed class Recorder : ReceiveActor
    {
        private readonly IActorRef _to;

        public Recorder(IActorRef to, Action<Recorder> configure)
        {
            _to = to;
            configure(this);
        }

        public void On<T>(string name, Func<T, string> text = null) => Receive<T>(m => _to.Tell($"{name}:{text?.Invoke(m) ?? m.ToString()}"));

        public void When<T>(string name, Predicate<T> predicate) => Receive<T>(m => _to.Tell($"{name}:{m}"), predicate);

        public void WhenFirst<T>(string name, Predicate<T> predicate) => Receive(predicate, m => _to.Tell($"{name}:{m}"));

        public void Maybe<T>(string name, Func<T, bool> takes) => Receive<T>(m =>
        {
            if (takes(m)) _to.Tell($"{name}:{m}");
            return takes(m);
        });

        public void ByType(Type type, string name, Predicate<object> predicate = null) => Receive(type, m => _to.Tell($"{name}:{m}"), predicate);

        public void Any(string name) => ReceiveAny(m => _to.Tell($"{name}:{m}"));

        public void Act<T>(Action<T> action) => Receive(action);

        public void Change(Action configure) => Become(configure);

        public void Push(Action configure) => BecomeStacked(configure);

        public void Pop() => UnbecomeStacked();
    }

    private sealed class Moody(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is "swap") BecomeStacked(Angry);
            else to.Tell($"calm {message}");
        }

        private void Angry(object message)
        {
            if (message is "back") UnbecomeStacked();
            else to.Tell($"angry {message}");
        }
    }

    private sealed class Guarded(IActorRef to) : UntypedActor
    {
        protected override bool AroundReceive(Receive receive, object message)
        {
            to.Tell($"around {message}");
            return base.AroundReceive(receive, message);
        }

        protected override void OnReceive(object message) => to.Tell(message);
    }
}
