using Akka.Actor;
using Akka.TestKit.Xunit2;
using Dkvm.Tests.ActorKernel.Support;

namespace Dkvm.Tests.ActorKernel;

/// <summary>Akka.NET, "Identifying Actors via Actor Selection" and "Actor Paths".</summary>
public sealed class SelectionTests : TestKit
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly IActorRef _parent;

    public SelectionTests()
    {
        var to = TestActor;
        _parent = Sys.ActorOf(Act.On((context, message) =>
        {
            switch (message)
            {
                case "start":
                    foreach (var name in new[] { "apple", "avocado", "banana" })
                    {
                        context.ActorOf(Act.On((inner, m) =>
                        {
                            if (m is "up") inner.ActorSelection("..").Tell("from below");
                            else if (m is "sibling") inner.ActorSelection("../banana").Tell("hi");
                            else to.Tell($"{inner.Self.Path.Name}: {m}");
                        }), name);
                    }

                    context.Sender.Tell("started");
                    break;
                default:
                    to.Tell($"parent: {message}");
                    break;
            }
        }), "parent");
        _parent.Tell("start");
        ExpectMsg("started");
    }

    [Fact]
    public void An_absolute_path_selects_an_actor()
    {
        Sys.ActorSelection("/user/parent/apple").Tell("x");
        ExpectMsg("apple: x");
    }

    [Fact]
    public void A_full_address_selects_an_actor()
    {
        Sys.ActorSelection("akka://test/user/parent/apple").Tell("x");
        ExpectMsg("apple: x");
    }

    [Fact]
    public void An_ActorPath_selects_an_actor()
    {
        Sys.ActorSelection(_parent.Path / "apple").Tell("x");
        ExpectMsg("apple: x");
    }

    [Fact]
    public void Nothing_may_follow_a_double_star() =>
        Assert.Throws<IllegalActorNameException>(() => Sys.ActorSelection("/user/**/apple"));

    [Fact]
    public void A_star_that_leads_on_asks_only_those_it_finds()
    {
        Sys.ActorSelection("/user/*/apple").Tell(new Identify(1));
        Assert.Equal("apple", ExpectMsg<ActorIdentity>().Subject.Path.Name);
        ExpectNoMsg(100);
    }

    [Fact]
    public void Dead_letters_identify_as_nobody()
    {
        Sys.ActorSelection("/deadLetters").Tell(new Identify(1));
        Assert.Equal(ActorRefs.Nobody, ExpectMsg<ActorIdentity>().Subject);
        Assert.True(Sys.DeadLetters.IsNobody());
    }

    [Fact]
    public void A_star_selects_all_children()
    {
        Sys.ActorSelection("/user/parent/*").Tell("x");
        ExpectMsgAllOf("apple: x", "avocado: x", "banana: x");
    }

    [Fact]
    public void A_pattern_selects_what_fits()
    {
        Sys.ActorSelection("/user/parent/a*").Tell("x");
        ExpectMsgAllOf("apple: x", "avocado: x");
    }

    [Fact]
    public void A_question_mark_stands_for_one_character()
    {
        Sys.ActorSelection("/user/parent/appl?").Tell("x");
        ExpectMsg("apple: x");
    }

    [Fact]
    public void Two_dots_select_the_parent()
    {
        Sys.ActorSelection("/user/parent/apple").Tell("up");
        ExpectMsg("parent: from below");
    }

    [Fact]
    public void A_relative_path_selects_siblings()
    {
        Sys.ActorSelection("/user/parent/apple").Tell("sibling");
        ExpectMsg("banana: hi");
    }

    [Fact]
    public void A_selection_may_start_from_any_actor()
    {
        Sys.ActorSelection(_parent, "banana").Tell("x");
        ExpectMsg("banana: x");
    }

    [Fact]
    public async Task ResolveOne_gives_the_reference() =>
        Assert.Equal(_parent, await Sys.ActorSelection("/user/parent").ResolveOne(Soon));

    [Fact]
    public async Task ResolveOne_of_nobody_fails() =>
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Soon));

    [Fact]
    public void Identify_is_answered_by_every_actor()
    {
        _parent.Tell(new Identify(42));
        var identity = ExpectMsg<ActorIdentity>();
        Assert.Equal(42, identity.MessageId);
        Assert.Equal(_parent, identity.Subject);
    }

    [Fact]
    public void Identify_of_nobody_is_answered_with_null()
    {
        Sys.ActorSelection("/user/nobody").Tell(new Identify("who"));
        Assert.Null(ExpectMsg<ActorIdentity>().Subject);
    }

    [Fact]
    public void A_pattern_that_fits_all_identifies_all()
    {
        Sys.ActorSelection("/user/parent/*").Tell(new Identify(1));
        var names = Enumerable.Range(0, 3).Select(_ => ExpectMsg<ActorIdentity>().Subject.Path.Name).Order();
        Assert.Equal(["apple", "avocado", "banana"], names);
    }

    [Fact]
    public void Selections_are_equal_when_they_mean_the_same() =>
        Assert.Equal(Sys.ActorSelection("/user/parent"), Sys.ActorSelection("akka://test/user/parent"));
}
