using Akka.Actor;
using Akka.Actor.Dsl;

namespace Akka.TestKit;

public static class ActorDslExtensions
{
    /// <summary>A handler for one text.</summary>
    public static void Receive(this IActorDsl config, string message, Action<string, IActorContext> handler) =>
        config.Receive(text => text == message, handler);
}
