using Akka.Actor;
using Akka.Configuration;
#if ACTOR_KERNEL
using Akka.Observation;
#endif

namespace Dkvm.Actors;

/// <summary>An actor as one looks at it from outside, at a moment.</summary>
/// <param name="State">The life cycle's, or null where it has none.</param>
/// <param name="Mailbox">Messages that wait.</param>
/// <param name="Restarts">Since the start of the container.</param>
/// <param name="LastFailure">In its own words, or null.</param>
public sealed record ActorView(
    string Name, string? State, int Mailbox, int Restarts, string? LastFailure, DateTimeOffset? LastFailureAt, IReadOnlyList<ActorView> Children);

/// <summary>What our own actor runtime has and Akka.NET has not: errors that name a line, and a look at actors from outside.</summary>
public static class KernelExtras
{
#if ACTOR_KERNEL
    public static Config Parse(string text, string origin) => ConfigurationFactory.FromText(text, origin);

    public static string? OriginOf(Config config, string path) => config.OriginOf(path);

    /// <summary>The tree below /user.</summary>
    public static ActorView Tree(ActorSystem system) => View(system.Observe());

    private static ActorView View(ActorStatus status) => new(
        status.Path[(status.Path.LastIndexOf('/') + 1)..], status.StateName, status.MailboxDepth, status.Restarts,
        status.LastFailure?.Message, status.LastFailureAt, [.. status.Children.Select(View)]);
#else
    public static Config Parse(string text, string origin) => ConfigurationFactory.ParseString(text);

    public static string? OriginOf(Config config, string path) => null;

    public static ActorView Tree(ActorSystem system) => new("user", null, 0, 0, null, null, []);
#endif
}
