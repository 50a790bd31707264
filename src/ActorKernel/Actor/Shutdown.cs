namespace Akka.Actor;

/// <summary>Provisional.</summary>
public sealed class CoordinatedShutdown : IExtension
{
    public class Reason;

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();
    }

    public static CoordinatedShutdown Get(ActorSystem system) => system.GetExtension<CoordinatedShutdown>();

    public Task<Done> Run(Reason reason) => Task.FromResult(Done.Instance);
}
