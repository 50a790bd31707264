using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Observation;

/// <summary>An actor without FSM that has a name for the state it is in, as Become leaves none to see.</summary>
public interface INamedState
{
    /// <summary>Read from other threads.</summary>
    string StateName { get; }
}

/// <summary>What an actor can tell of itself at a moment.</summary>
/// <param name="Path">Without address: /user/vm.</param>
/// <param name="StateName">Of a state machine, or of an <see cref="INamedState"/>; else null.</param>
/// <param name="MailboxDepth">Messages waiting.</param>
/// <param name="Restarts">Since it was created.</param>
/// <param name="LastFailure">The latest exception that went to its supervisor; null if there was none.</param>
/// <param name="LastFailureAt">When, by the system's scheduler.</param>
public sealed record ActorStatus(
    string Path, Type ActorType, string StateName, int MailboxDepth, int Restarts, Exception LastFailure, DateTimeOffset? LastFailureAt,
    IReadOnlyList<ActorStatus> Children)
{
    /// <summary>This one and all below, parents first.</summary>
    public IEnumerable<ActorStatus> Flatten() => Children.SelectMany(child => child.Flatten()).Prepend(this);
}

/// <summary>Looks at actors from outside, without a message to them. (Not in Akka.NET.)</summary>
public static class ActorObservation
{
    /// <summary>The tree below /user.</summary>
    public static ActorStatus Observe(this ActorSystem system) => Observe(((ExtendedActorSystem)system).Guardian);

    /// <summary>One actor and those below it; null if it is no local actor.</summary>
    public static ActorStatus Observe(IActorRef actor) => actor is LocalActorRef local ? Observe(local.Cell) : null;

    private static ActorStatus Observe(ActorCell cell)
    {
        var failures = cell.Failures;
        return new ActorStatus(
            cell.Self.Path.ToStringWithoutAddress(), cell.Props.Type, cell.Actor?.ObservedState, cell.NumberOfMessages,
            failures?.Restarts ?? 0, failures?.Last, failures?.LastAt,
            [.. cell.GetChildren().OfType<LocalActorRef>().Select(child => Observe(child.Cell))]);
    }
}
