using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Network;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Vm;
using Dkvm.Contract;
using static Dkvm.Actors.Network.NetworkEvent;
using static Dkvm.Actors.Network.NetworkState;

namespace Dkvm.Tests.Actors;

/// <summary>How a VM that runs follows its container's network.</summary>
public class NetworkLifecycleTests
{
    private static readonly NetworkSetup One = Setup(0);

    [Fact]
    public void What_changes_while_the_VM_starts_reaches_it_when_it_runs()
    {
        var ready = After(new Idle(), new Start(1), new Changed(), new SetUpDone(One)).State;
        Assert.Equal(new Ready(1, One, Changed: true), ready);

        var step = Next(ready, new Follow());

        Assert.Equal(new Settling(One), step.State);
        Assert.Equal<Effect>([new Arm(Deadline.NetworkSettle)], step.Effects);
    }

    [Fact]
    public void A_VM_may_start_with_a_card_while_the_engine_sets_its_network_up()
    {
        var waiting = Next(new Idle(Comes: true), new Start(1));
        Assert.Equal<Effect>([new AwaitNetwork(), new ReserveTap()], waiting.Effects);
        Assert.Equal<Effect>([new Report(new VmEvent.CardReserved(1, Card(0)))], Next(waiting.State, new Reserved(Card(0))).Effects);
        Assert.Empty(Next(waiting.State, new Reserved(null)).Effects); // it waits then

        var there = Next(waiting.State, new Came(null));
        Assert.Equal<Effect>([new SetUpNetwork()], there.Effects);
        Assert.Equal(new SettingUp(1, 1), there.State);
    }

    [Fact]
    public void A_VM_that_starts_anew_meanwhile_waits_for_the_same_network() => Assert.Equal(
        new SettingUp(2, 1), After(new Idle(Comes: true), new Start(1), new Start(2), new Came(null)).State);

    [Fact]
    public void So_does_one_while_the_taps_are_set_up() => Assert.Equal(
        new Ready(2, One), After(new Idle(), new Start(1), new Start(2), new SetUpDone(One)).State);

    [Fact]
    public void A_network_that_does_not_come_is_a_failure_with_the_engines_words() =>
        Assert.Equal<Effect>([new Fail("no bridge")], Next(new Awaiting(1), new Came("no bridge")).Effects);

    [Fact]
    public void A_network_that_has_not_changed_is_not_looked_at_again() =>
        Assert.Empty(Next(new Ready(1, One), new Follow()).Effects);

    [Fact]
    public void A_VM_that_starts_anew_gets_what_there_is_then() =>
        Assert.Equal<Effect>([new SetUpNetwork()], Next(new Ready(1, One), new Start(2)).Effects);

    [Fact]
    public void An_interface_that_came_is_plugged_in_and_then_the_guest_is_told()
    {
        var wanted = Setup(0, 1);

        var plug = Seen(One, wanted);
        Assert.Equal<Effect>([new PlugCard(1, Card(1)), new Arm(Deadline.NetworkStep)], plug.Effects);
        var tell = Next(plug.State, new StepDone(1, null));
        Assert.Equal<Effect>([new TellGuest(2, wanted.Plan), new Arm(Deadline.NetworkStep)], tell.Effects);
        var end = Next(tell.State, new StepDone(2, null));

        Assert.Empty(end.Effects);
        var given = Assert.IsType<Following>(end.State).Given;
        Assert.Equal([0, 1], given.Taps.Select(t => t.Card));
        Assert.Same(wanted.Plan, given.Plan);
    }

    [Fact]
    public void An_interface_that_went_is_unplugged_before_one_that_came_is_plugged_in()
    {
        var unplug = Seen(Setup(0, 1), Setup(0, 2));
        Assert.Equal(new UnplugCard(1, 1), unplug.Effects[0]);

        var plug = Next(unplug.State, new StepDone(1, null));

        Assert.Equal<Effect>([new ReleaseTap(1), new PlugCard(2, Card(2)), new Arm(Deadline.NetworkStep)], plug.Effects);
    }

    [Fact]
    public void Where_only_routes_or_addresses_changed_the_guest_is_told()
    {
        var wanted = One with { Plan = One.Plan with { Routes = [new RoutePlan(null, "10.0.0.1", "eth0")] } };
        Assert.Equal(new TellGuest(1, wanted.Plan), Seen(One, wanted).Effects[0]);
        wanted = One with { Plan = One.Plan with { Interfaces = [One.Plan.Interfaces[0] with { Addresses = ["10.0.0.2/8"] }] } };
        Assert.Equal(new TellGuest(1, wanted.Plan), Seen(One, wanted).Effects[0]);
    }

    [Fact]
    public void A_look_that_finds_nothing_new_does_nothing()
    {
        var step = Seen(One, Setup(0)); // equal, and not the same
        Assert.Empty(step.Effects);
        Assert.IsType<Following>(step.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_card_that_cannot_be_plugged_in_is_rolled_back_and_the_VM_goes_on(bool late)
    {
        var plug = Seen(One, Setup(0, 1));

        var failed = Next(plug.State, late ? new Late(Deadline.NetworkStep) : new StepDone(1, "no slot"));

        Assert.Equal<Effect>([new CutCard(1), new RefuseTap(1)], failed.Effects.Take(2));
        Assert.Contains("the VM goes on without eth1", Assert.IsType<Complain>(failed.Effects[2]).Text);
        Assert.Equal(new LookAgain(), failed.Effects[3]);
        // It is left out from now on, so that nothing is tried without end.
        var end = Next(failed.State, new Seen(One with { LeftOut = "eth1" }));
        Assert.Empty(end.Effects);
        Assert.Equal("the guest has no eth1", Assert.IsType<Degraded>(end.State).Why);
        Assert.IsType<Settling>(Next(end.State, new Changed()).State);
    }

    [Fact]
    public void A_card_that_the_guest_cannot_set_up_is_taken_out_again()
    {
        var tell = Next(Seen(One, Setup(0, 1)).State, new StepDone(1, null));

        var back = Next(tell.State, new StepDone(2, "no driver"));

        Assert.Contains("the VM goes on without eth1, which its guest could not set up: no driver", Assert.IsType<Complain>(back.Effects[0]).Text);
        Assert.Equal(new UnplugCard(3, 1), back.Effects[1]);
        var end = Next(back.State, new StepDone(3, null));
        Assert.Equal<Effect>([new RefuseTap(1), new LookAgain()], end.Effects);
        Assert.Equal([0], Assert.IsType<Looking>(end.State).Given!.Taps.Select(t => t.Card));
    }

    [Fact]
    public void A_change_of_routes_that_the_guest_cannot_follow_is_tried_again_at_the_next()
    {
        var wanted = One with { Plan = One.Plan with { Routes = [new RoutePlan(null, "10.0.0.1", "eth0")] } };

        var failed = Next(Seen(One, wanted).State, new StepDone(1, "no such route"));

        Assert.IsType<Complain>(Assert.Single(failed.Effects));
        var given = Assert.IsType<Degraded>(failed.State).Given;
        Assert.Equal(new TellGuest(1, wanted.Plan), Seen(given, wanted).Effects[0]);
    }

    [Fact]
    public void A_card_that_the_guest_does_not_let_go_of_leads_nowhere()
    {
        var late = Next(Seen(Setup(0, 1), One).State, new Late(Deadline.NetworkStep));

        Assert.Equal<Effect>([new CutCard(1), new ReleaseTap(1)], late.Effects.Take(2));
        var told = Next(late.State, new StepDone(2, null));
        Assert.IsType<Degraded>(told.State);
        Assert.IsType<Degraded>(Next(told.State, new StepDone(1, null)).State); // its answer, which comes later
    }

    [Fact]
    public void What_changes_during_a_change_is_looked_at_after_it()
    {
        var change = After(Seen(One, Setup(0, 1)).State, new StepDone(1, null), new Changed());

        Assert.IsType<Settling>(Next(change.State, new StepDone(2, null)).State);
    }

    [Fact]
    public void A_look_that_fails_is_tried_again_and_then_the_VM_keeps_what_it_has()
    {
        var state = After(new Following(One), new Changed(), new Late(Deadline.NetworkSettle)).State;
        for (var i = 1; i < 3; i++)
        {
            var failed = Next(state, new NotSeen("no memory"));
            Assert.Contains(failed.Effects, e => e is Arm { Deadline: Deadline.NetworkRetry });
            state = Next(failed.State, new Late(Deadline.NetworkRetry)).State;
        }

        var last = Next(state, new NotSeen("no memory"));

        Assert.Equal(new Degraded(One, "no memory"), last.State);
    }

    [Fact]
    public void An_actor_that_starts_again_tells_the_guest_all_and_plugs_nothing()
    {
        var looking = Next(new Idle(), new Follow());
        Assert.Equal<Effect>([new LookAgain()], looking.Effects);

        var two = Setup(0, 1);

        Assert.Equal<Effect>([new TellGuest(1, two.Plan), new Arm(Deadline.NetworkStep)], Next(looking.State, new Seen(two)).Effects);
    }

    private static Tap Card(int card) => new(100 + card, card);

    private static NetworkSetup Setup(params int[] cards) => new(
        new NetworkPlan { Interfaces = [.. cards.Select(c => new InterfacePlan($"eth{c}", $"02:42:ac:1e:00:0{c}", 1500, [$"172.30.{c}.2/24"], CardMac.Of(c)))] },
        [.. cards.Select(Card)]);

    private static Step<NetworkState> Seen(NetworkSetup given, NetworkSetup wanted) => Next(new Looking(given, 1), new Seen(wanted));

    private static Step<NetworkState> Next(NetworkState state, object message) => NetworkLifecycle.Next(state, message, tries: 3);

    private static Step<NetworkState> After(NetworkState state, params object[] messages) => messages.Aggregate(
        new Step<NetworkState>(state, []), (step, message) => Next(step.State, message));
}
