using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Event Stream" and "Dead Letters".</summary>
public sealed class EventStreamTests : TestKit
{
    private EventStream Stream => Sys.EventStream;

    [Fact]
    public void A_subscriber_gets_events_of_the_type()
    {
        Stream.Subscribe(TestActor, typeof(Dog));
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
    }

    [Fact]
    public void A_subscriber_gets_events_of_derived_types()
    {
        Stream.Subscribe(TestActor, typeof(Animal));
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
    }

    [Fact]
    public void A_subscriber_of_an_interface_gets_events_that_implement_it()
    {
        Stream.Subscribe(TestActor, typeof(IHasFur));
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
    }

    [Fact]
    public void A_subscriber_gets_no_events_of_other_types()
    {
        Stream.Subscribe(TestActor, typeof(Dog));
        Stream.Publish(new Animal());
        ExpectNoMsg(0);
    }

    [Fact]
    public void An_event_that_fits_two_subscriptions_comes_once()
    {
        Stream.Subscribe(TestActor, typeof(Dog));
        Stream.Subscribe(TestActor, typeof(Animal));
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
        ExpectNoMsg(0);
    }

    [Fact]
    public void Subscribing_twice_changes_nothing()
    {
        Assert.True(Stream.Subscribe(TestActor, typeof(Dog)));
        Assert.False(Stream.Subscribe(TestActor, typeof(Dog)));
    }

    [Fact]
    public void After_unsubscribing_nothing_comes()
    {
        Stream.Subscribe(TestActor, typeof(Dog));
        Assert.True(Stream.Unsubscribe(TestActor, typeof(Dog)));
        Stream.Publish(new Dog());
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_part_of_what_is_subscribed_can_be_left_out()
    {
        Stream.Subscribe(TestActor, typeof(Animal));
        Assert.True(Stream.Unsubscribe(TestActor, typeof(Dog)));
        Stream.Publish(new Dog());
        Stream.Publish(new Animal());
        Assert.IsType<Animal>(ExpectMsg<object>());
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_narrower_subscription_outlives_the_wider_one()
    {
        Assert.True(Stream.Subscribe(TestActor, typeof(Animal)));
        Assert.True(Stream.Subscribe(TestActor, typeof(Dog)));
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
        Stream.Unsubscribe(TestActor, typeof(Animal));
        Stream.Publish(new Animal());
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
        ExpectNoMsg(0);
    }

    [Fact]
    public void Unsubscribe_without_type_ends_all_subscriptions()
    {
        Stream.Subscribe(TestActor, typeof(Dog));
        Stream.Subscribe(TestActor, typeof(string));
        Stream.Unsubscribe(TestActor);
        Stream.Publish(new Dog());
        Stream.Publish("hi");
        ExpectNoMsg(0);
    }

    [Fact]
    public void Unsubscribing_what_was_not_subscribed_changes_nothing() => Assert.False(Stream.Unsubscribe(TestActor, typeof(Dog)));

    [Fact]
    public void The_generic_forms_do_the_same()
    {
        Stream.Subscribe<Dog>(TestActor);
        Stream.Publish(new Dog());
        ExpectMsg<Dog>();
        Stream.Unsubscribe<Dog>(TestActor);
        Stream.Publish(new Dog());
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_null_subscriber_is_refused() => Assert.Throws<ArgumentNullException>(() => Stream.Subscribe(null, typeof(Dog)));

    [Fact]
    public async Task A_stopped_subscriber_is_forgotten()
    {
        var actor = Sys.ActorOf(Props.Empty);
        Stream.Subscribe(actor, typeof(Dog));
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        await EventFilter.DeadLetter<Dog>().ExpectAsync(0, () =>
        {
            Stream.Publish(new Dog());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_message_to_a_stopped_actor_is_a_dead_letter()
    {
        Stream.Subscribe(TestActor, typeof(DeadLetter));
        var actor = Sys.ActorOf(Props.Empty);
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        actor.Tell("too late");
        var letter = FishForMessage<DeadLetter>(l => l.Message is "too late");
        Assert.Equal(actor, letter.Recipient);
        Assert.Equal(TestActor, letter.Sender);
    }

    [Fact]
    public void A_message_told_to_DeadLetters_is_a_dead_letter()
    {
        Stream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.DeadLetters.Tell("nobody");
        Assert.Equal("nobody", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void A_message_to_a_path_without_actor_is_a_dead_letter()
    {
        Stream.Subscribe(TestActor, typeof(DeadLetter));
        Sys.ActorSelection("/user/nobody").Tell("hello");
        Assert.Equal("hello", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public async Task Messages_whose_loss_does_not_matter_are_suppressed_dead_letters()
    {
        var actor = Sys.ActorOf(Props.Empty);
        await actor.GracefulStop(TimeSpan.FromSeconds(5));
        Stream.Subscribe(TestActor, typeof(AllDeadLetters));
        actor.Tell(PoisonPill.Instance);
        Assert.IsType<PoisonPill>(ExpectMsg<SuppressedDeadLetter>().Message);
    }

    [Fact]
    public void Messages_in_the_mailbox_of_an_actor_that_stops_are_dead_letters()
    {
        Stream.Subscribe(TestActor, typeof(DeadLetter));
        var go = CreateTestLatch();
        var actor = Sys.ActorOf(Act.On((context, _) =>
        {
            go.Ready(TimeSpan.FromSeconds(5));
            context.Stop(context.Self);
        }));
        actor.Tell("stop");
        actor.Tell("left 1");
        actor.Tell("left 2");
        go.CountDown();
        Assert.Equal("left 1", ExpectMsg<DeadLetter>().Message);
        Assert.Equal("left 2", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void An_unhandled_message_is_published()
    {
        Stream.Subscribe(TestActor, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create(() => new Deaf()));
        actor.Tell("what?");
        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal("what?", unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
        Assert.Equal(TestActor, unhandled.Sender);
    }

    [Fact]
    public void Dropped_messages_can_be_published_with_a_reason()
    {
        Stream.Subscribe(TestActor, typeof(AllDeadLetters));
        Stream.Publish(new Dropped("x", "queue full", TestActor));
        Assert.Equal("queue full", ExpectMsg<Dropped>().Reason);
    }

    private sealed class Deaf : ReceiveActor;

    private interface IHasFur;

    private class Animal;

    private sealed class Dog : Animal, IHasFur;
}
