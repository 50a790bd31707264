using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Ports;
using Dkvm.Contract;
using static Dkvm.Actors.Lifecycle.Steps;
using static Dkvm.Actors.Network.NetworkEvent;
using static Dkvm.Actors.Network.NetworkState;

namespace Dkvm.Actors.Network;

/// <summary>State(S) × Event(E) → State(S') + Effects. Pure.</summary>
public static class NetworkLifecycle
{
    public static Step<NetworkState> Next(NetworkState state, object message, int tries) => (state, message) switch
    {
        (Idle { Comes: true }, Start s) => To<NetworkState>(new Awaiting(s.Attempt), new AwaitNetwork(), new ReserveTap()),
        (Awaiting, Start s) => Stay<NetworkState>(new Awaiting(s.Attempt), new ReserveTap()),
        (Awaiting a, Reserved { Tap: { } tap }) => Stay(state, new Report(new Vm.VmEvent.CardReserved(a.Attempt, tap))),
        (_, Reserved) => Stay(state),                                     // the network itself came first, or there is no tap
        (Awaiting a, Came { Failure: null }) => To<NetworkState>(new SettingUp(a.Attempt, 1), new SetUpNetwork()),
        (Awaiting, Came c) => Stay(state, new Fail(c.Failure!)),

        (SettingUp s, Start start) => Stay<NetworkState>(s with { Attempt = start.Attempt }), // the next attempt gets what comes of it

        // The VM may start anew: it gets what there is then.
        (Idle or Ready, Start s) => To<NetworkState>(new SettingUp(s.Attempt, 1), new SetUpNetwork()),
        (Idle, Changed) => Stay(state),
        (Idle, Follow) => To<NetworkState>(new Looking(null, 1), new LookAgain()), // it failed while the workload ran

        (SettingUp s, SetUpDone done) => To<NetworkState>(
            new Ready(s.Attempt, done.Setup, s.Changed), new Report(new Vm.VmEvent.NetworkReady(s.Attempt, done.Setup))),
        (SettingUp s, SetUpFailed failed) when s.Try < tries =>
            Stay(state, new Complain($"try {s.Try} of {tries}: {failed.Cause}"), new Arm(Deadline.NetworkRetry, Times: 1 << (s.Try - 1))),
        (SettingUp, SetUpFailed failed) => Stay(state, new Fail(failed.Cause)),
        (SettingUp s, Late { Deadline: Deadline.NetworkRetry }) =>
            To<NetworkState>(s with { Try = s.Try + 1 }, new SetUpNetwork()),
        (SettingUp s, Changed) => Stay<NetworkState>(s with { Changed = true }),

        (Ready r, Changed) => Stay<NetworkState>(r with { Changed = true }),
        (Ready { Changed: true } r, Follow) => Settle(r.Setup),
        (Ready r, Follow) => To<NetworkState>(new Following(r.Setup)),

        (Following f, Changed) => Settle(f.Given),
        (Degraded d, Changed) => Settle(d.Given),
        (Settling or Looking, Changed) => Stay(state), // the look is still to come, or is repeated for it
        (Changing c, Changed) => Stay<NetworkState>(new Changing(c.Change with { Again = true })),

        (Settling s, Late { Deadline: Deadline.NetworkSettle }) => Look(s.Given),
        (Looking l, Seen seen) => Go(l.Given is { } given ? NetworkChange.Between(given, seen.Setup) : NetworkChange.To(seen.Setup)),
        (Looking l, NotSeen failed) when l.Try < tries =>
            Stay(state, new Complain($"try {l.Try} of {tries}: {failed.Cause}"), new Arm(Deadline.NetworkRetry, Times: 1 << (l.Try - 1))),
        (Looking l, NotSeen failed) => To<NetworkState>(
            new Degraded(l.Given ?? new NetworkSetup(new NetworkPlan(), []), failed.Cause), new Complain($"the VM keeps the network it has: {failed.Cause}")),
        (Looking l, Late { Deadline: Deadline.NetworkRetry }) => Stay<NetworkState>(l with { Try = l.Try + 1 }, new LookAgain()),

        (Changing c, StepDone done) when done.Number == c.Change.Number && c.Change.Step is { } step => Ended(c.Change, step, done.Failure),
        (Changing c, Late { Deadline: Deadline.NetworkStep }) when c.Change.Step is { } step => Ended(c.Change, step, "it takes too long"),
        (Following or Degraded or Settling or Looking or Changing, StepDone) => Stay(state), // of a step that took too long

        _ => Otherwise(state, message),
    };

    private static Step<NetworkState> Settle(NetworkSetup given) => To<NetworkState>(new Settling(given), new Arm(Deadline.NetworkSettle));

    private static Step<NetworkState> Look(NetworkSetup given, params Effect[] before) =>
        To<NetworkState>(new Looking(given, 1), [.. before, new LookAgain()]);

    /// <summary>Takes the next step, where there is one.</summary>
    private static Step<NetworkState> Go(NetworkChange change, params Effect[] before)
    {
        var next = change.Next;
        return next.Step is { } step ? To<NetworkState>(new Changing(next), [.. before, step, new Arm(Deadline.NetworkStep)])
            : !next.Refused.IsEmpty ? Look(next.Given, before) // what the container has without them
            : next.Again ? To<NetworkState>(new Settling(next.Given), [.. before, new Arm(Deadline.NetworkSettle)])
            : (next.Why ?? LeftOut(next.Wanted)) is { } why ? To<NetworkState>(new Degraded(next.Given, why), before)
            : To<NetworkState>(new Following(next.Given), before);
    }

    private static Step<NetworkState> Ended(NetworkChange change, Effect step, string? failure) => (step, failure) switch
    {
        (UnplugCard u, null) when change.Refused.Contains(u.Card) => Go(change.Done(step), new RefuseTap(u.Card)),
        (UnplugCard u, null) => Go(change.Done(step), new ReleaseTap(u.Card)),
        // The guest keeps a card that leads nowhere.
        (UnplugCard u, { } why) => Go(
            change.Done(step) with { Why = $"the guest keeps a card: {why}" }, new CutCard(u.Card),
            change.Refused.Contains(u.Card) ? new RefuseTap(u.Card) : new ReleaseTap(u.Card),
            new Complain($"the guest does not let go of the card of an interface that has gone, which leads nowhere now: {why}")),
        (PlugCard p, { } why) => Look(
            change.Given, new CutCard(p.Tap.Card), new RefuseTap(p.Tap.Card),
            new Complain($"the VM goes on without {NameOf(change.Wanted, p.Tap.Card)}, which could not be plugged in: {why}; docker network disconnect and connect tries again")),
        (TellGuest, { } why) when change.RollBack(why) is { Refused.IsEmpty: false } back => Go(
            back, new Complain(
                $"the VM goes on without {string.Join(", ", back.Refused.Select(c => NameOf(change.Wanted, c)))}, which its guest could not set up: {why}; "
                + "docker network disconnect and connect tries again")),
        (TellGuest, { } why) => change.Again
            ? To<NetworkState>(new Settling(change.Given), NotFollowed(why), new Arm(Deadline.NetworkSettle))
            : To<NetworkState>(new Degraded(change.Given, why), NotFollowed(why)),
        _ => Go(change.Done(step)),
    };

    private static Complain NotFollowed(string why) => new($"the guest could not follow a change of the container's network: {why}");

    private static string? LeftOut(NetworkSetup setup) => setup.LeftOut == "" ? null : $"the guest has no {setup.LeftOut}";

    private static string NameOf(NetworkSetup setup, int card) =>
        setup.Plan.Interfaces.FirstOrDefault(i => i.Card == CardMac.Of(card))?.Name ?? $"card {card}";
}
